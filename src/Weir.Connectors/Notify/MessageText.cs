using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Notify;

/// <summary>Makes one message of many lines, no longer than the other side takes.</summary>
/// <param name="settings">Of the node.</param>
/// <param name="keyword">A word that the robot insists on; empty = none.</param>
/// <param name="ending">Last line, for example who is called; empty = none.</param>
/// <param name="mostBytes">Most bytes of the whole text, as they stand in JSON.</param>
internal sealed class MessageText(MessageSettings settings, string keyword, string ending, int mostBytes)
{
    /// <summary>A line says which document and what; what is longer is read in the ledger.</summary>
    private const int LongestLine = 300;

    private const int LongestTitle = 300;

    /// <exception cref="ConnectorException">Kind Config: the settings leave no room for lines.</exception>
    public void Check()
    {
        var fixedBytes = Size(Title(int.MaxValue)) + Size(More(int.MaxValue)) + Size(ending);
        if (string.IsNullOrWhiteSpace(settings.Title))
            throw new ConnectorException(ErrorKind.Config, "A message needs a title.");
        if (Size(Title(int.MaxValue)) > LongestTitle || fixedBytes > mostBytes / 2)
            throw new ConnectorException(
                ErrorKind.Config,
                $"title, more and those who are called take {fixedBytes} bytes; a title may have {LongestTitle}, all together {mostBytes / 2}."
            );
    }

    /// <summary>Title of a message that stands for so many documents, on one line.</summary>
    public string Title(int count)
    {
        var title = OneLine(settings.Title.Replace("{count}", Text(count), StringComparison.Ordinal), int.MaxValue);
        return keyword.Length == 0 || title.Contains(keyword, StringComparison.Ordinal) ? title : $"{keyword} {title}";
    }

    /// <summary>The lines that fit, and how many documents are only counted.</summary>
    public (IReadOnlyList<string> Lines, int More) Fit(IReadOnlyList<string> texts)
    {
        var room = mostBytes - Size(Title(texts.Count)) - Size(More(texts.Count)) - Size(ending);
        var lines = new List<string>();
        foreach (var text in texts.Take(settings.Lines))
        {
            var line = OneLine(text, LongestLine);
            if (lines.Count == 0)
                line = Clip(line, room);
            room -= Size(line);
            if (room < 0)
                break;
            lines.Add(line);
        }
        return (lines, texts.Count - lines.Count);
    }

    /// <summary>The whole text.</summary>
    public string Write(IReadOnlyList<string> texts)
    {
        var (lines, more) = Fit(texts);
        var all = new StringBuilder(Title(texts.Count));
        foreach (var line in lines)
            all.Append('\n').Append(line);
        if (more > 0)
            all.Append('\n').Append(More(more));
        if (ending.Length > 0)
            all.Append('\n').Append(ending);
        return all.ToString();
    }

    /// <summary>What stands for the documents that have no line.</summary>
    public string More(int count) => OneLine(settings.More.Replace("{n}", Text(count), StringComparison.Ordinal), int.MaxValue);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Bytes of a line in JSON, with its line end.</summary>
    private static int Size(string line) =>
        line.Length == 0 ? 0 : JsonEncodedText.Encode(line, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length + 2;

    /// <summary>Line ends and control characters become blanks, and nothing that data says calls people: &lt;at …&gt; is 飞书's, &lt;@…&gt; 企业微信's way to do it.</summary>
    private static string OneLine(string text, int most)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= most)
                return line.Append('…').ToString();
            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return line.Replace("<at", "＜at").Replace("<AT", "＜AT").Replace("<@", "＜@").ToString().Trim();
    }

    private static string Clip(string line, int room)
    {
        if (Size(line) <= room)
            return line;
        var kept = new StringBuilder();
        var left = room - Size("…");
        foreach (var rune in line.EnumerateRunes())
        {
            left -= Size(rune.ToString()) - 2;
            if (left < 0)
                break;
            kept.Append(rune);
        }
        return kept.Append('…').ToString();
    }
}
