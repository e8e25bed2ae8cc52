using System.Text;

namespace Weir.Storage.Embedded.Search;

/// <summary>
/// Takes text apart for the index: runs of letters and digits are words; Chinese, Japanese and Korean, which are written without spaces, become pairs of characters,
/// so that any two of them that stand together are found.
/// </summary>
internal static class Words
{
    private const int LongestWord = 64;
    private const int MostCharacters = 2000;

    /// <summary>From here on characters are written without spaces between words.</summary>
    private const int FirstIdeograph = 0x2E80;

    /// <summary>Words of a text, with spaces between.</summary>
    public static string Of(string text)
    {
        var words = new StringBuilder(text.Length * 2);
        foreach (var run in Runs(text.Length > MostCharacters ? text[..MostCharacters] : text))
            if (!run.IsIdeographs || run.Runes.Count == 1)
                Append(words, run.Runes, 0, Math.Min(run.Runes.Count, LongestWord));
            else
                for (var i = 0; i + 1 < run.Runes.Count; i++)
                    Append(words, run.Runes, i, 2);
        return words.ToString();
    }

    /// <summary>
    /// What must be in every text that holds the given one, as a query; null if nothing is known. What is found must still be looked at: a word at either end may be a
    /// part of a longer one, so it is asked for only when there is nothing else.
    /// </summary>
    public static string? Query(string text)
    {
        var runs = Runs(text);
        var tokens = new List<string>();
        for (var i = 0; i < runs.Count; i++)
        {
            var run = runs[i];
            if (run.IsIdeographs)
                for (var j = 0; j + 1 < run.Runes.Count; j++)
                    tokens.Add(Token(run.Runes, j, 2));
            else if (i > 0 && i < runs.Count - 1)
                tokens.Add(Token(run.Runes, 0, Math.Min(run.Runes.Count, LongestWord)));
        }
        if (tokens.Count == 0)
            tokens.AddRange(
                runs.Where(run => !run.IsIdeographs).Select(run => Token(run.Runes, 0, Math.Min(run.Runes.Count, LongestWord)))
            );
        return tokens.Count == 0 ? null : string.Join(" AND ", tokens.Distinct(StringComparer.Ordinal).Select(token => $"\"{token}\""));
    }

    private static void Append(StringBuilder words, List<Rune> runes, int from, int count)
    {
        if (words.Length > 0)
            words.Append(' ');
        words.Append(Token(runes, from, count));
    }

    private static string Token(List<Rune> runes, int from, int count)
    {
        var token = new StringBuilder(count * 2);
        for (var i = from; i < from + count; i++)
            token.Append(runes[i].ToString());
        return token.ToString();
    }

    private static List<Run> Runs(string text)
    {
        var runs = new List<Run>();
        Run? open = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune))
            {
                open = null;
                continue;
            }
            var isIdeograph = rune.Value >= FirstIdeograph;
            if (open is null || open.IsIdeographs != isIdeograph)
                runs.Add(open = new Run(isIdeograph, []));
            open.Runes.Add(Rune.ToLowerInvariant(rune));
        }
        return runs;
    }

    private sealed record Run(bool IsIdeographs, List<Rune> Runes);
}
