namespace Weir.Engine.Mapping.Expressions;

/// <summary>Kind of a token.</summary>
internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A word: function, keyword.</summary>
    Word,

    /// <summary><c>{{…}}</c></summary>
    Reference,

    /// <summary>An operator or other sign.</summary>
    Sign,
}

/// <summary>A piece of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says: of a text in quotes without them, of a reference what is between the braces.</param>
/// <param name="At">Character of the whole text at which it begins.</param>
/// <param name="End">Character behind it.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At, int End)
{
    public bool IsWord(string word) => Kind == TokenKind.Word && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    public bool IsSign(string sign) => Kind == TokenKind.Sign && string.Equals(Text, sign, StringComparison.Ordinal);

    /// <summary>For messages.</summary>
    public string Shown =>
        Kind switch
        {
            TokenKind.End => "the end",
            TokenKind.Reference => $"{{{{{Text}}}}}",
            TokenKind.Text => $"'{(Text.Length > 40 ? Text[..40] + "…" : Text)}'",
            _ => $"'{(Text.Length > 40 ? Text[..40] + "…" : Text)}'",
        };
}
