using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;

namespace Weir.Connectors.Zhilong;

/// <summary>
/// Notices a server that ignores the window: a row of its first page lies outside. Nothing is lost then, but every read gives the whole list. It is
/// likely with <c>createTimeStart</c>, which no public page shows, and with a body mode that the server does not read.
/// </summary>
internal sealed class FilterCheck(string path, WindowSettings settings, TimeWindow window)
{
    private const string Suffix = "Start";

    /// <summary>What to tell the user, or null. Called for the first page of a pass.</summary>
    public PageNote? Of(SourceSlice slice, ReadPass pass, ListAnswer answer)
    {
        var start = pass is ReadPass.Update ? settings.StartField : settings.CreateStartField;
        if (!window.IsSent(slice) || !start.EndsWith(Suffix, StringComparison.Ordinal))
            return null;
        var name = start[..^Suffix.Length];
        var field = Encoding.UTF8.GetBytes(name);
        for (var i = 0; i < answer.Found.Rows.Length; i++)
            if (Find(answer.Row(i), field) is { } time && !window.MayHold(slice, time))
                return new PageNote("ignored" + pass, Sentence(pass, start, $"{name} '{time}'"));
        return null;
    }

    private string Sentence(ReadPass pass, string start, string seen)
    {
        var advice =
            pass is ReadPass.Update
                ? "check request.bodyMode and the window fields"
                : "each create pass reads the whole list; set window.createPass to off and read everything now and then instead, or name the right fields";
        return $"植隆 {path}: a row has {seen}, outside the window that was asked for: the server seems to ignore {start}; {advice}.";
    }

    private static string? Find(ReadOnlySpan<byte> row, ReadOnlySpan<byte> field)
    {
        var reader = new Utf8JsonReader(row);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueSpan.SequenceEqual(field);
            reader.Read();
            if (wanted)
                return reader.TokenType is JsonTokenType.String ? Encoding.UTF8.GetString(reader.ValueSpan) : null;
            reader.Skip();
        }
        return null;
    }
}
