namespace Weir.Storage.Embedded.Search;

/// <summary>How texts are compared: in small letters, the beginning of them.</summary>
internal static class Term
{
    private const int Longest = 64;

    /// <summary>What the index keeps of a text.</summary>
    public static string Of(string text)
    {
        var length = Math.Min(text.Length, Longest);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
            length--;
        return text[..length].ToLowerInvariant();
    }

    /// <summary>Greater than every text that begins so.</summary>
    public static string After(string beginning) => beginning + "\U0010FFFF";
}
