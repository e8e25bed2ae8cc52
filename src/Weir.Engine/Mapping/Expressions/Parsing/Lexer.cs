using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Cuts an expression into tokens.</summary>
internal ref struct Lexer(string text, int from)
{
    private static readonly string[] Signs =
    [
        "<=>",
        "<>",
        "<=",
        ">=",
        "!=",
        "&&",
        "||",
        "+",
        "-",
        "*",
        "/",
        "%",
        "=",
        "<",
        ">",
        "(",
        ")",
        ",",
        "!",
        ".",
    ];
    private int _at = from;

    public Token Next()
    {
        SkipSpace();
        var start = _at;
        if (_at >= text.Length)
            return new Token(TokenKind.End, "", start, start);
        var c = text[_at];
        if (c is '\'' or '"')
            return Quoted(c);
        if (c == '{')
            return Reference();
        if (char.IsAsciiDigit(c) || c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))
            return Number();
        if (char.IsLetter(c) || c is '_' or '$' or '@')
        {
            while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '$' or '@'))
                _at++;
            return new Token(TokenKind.Word, text[start.._at], start, _at);
        }
        foreach (var sign in Signs)
            if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) == 0)
            {
                _at += sign.Length;
                return new Token(TokenKind.Sign, sign, start, _at);
            }
        throw new ExpressionException($"'{c}' has no meaning in an expression", start, text);
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
                _at++;
            else if (text[_at] == '#' || Follows("--") && (_at + 2 >= text.Length || char.IsWhiteSpace(text[_at + 2])))
                _at = text.IndexOf('\n', _at) is var line and >= 0 ? line : text.Length;
            else if (Follows("/*"))
            {
                var close = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                if (close < 0)
                    throw new ExpressionException("the comment is never closed by '*/'", _at, text);
                _at = close + 2;
            }
            else
                return;
        }
    }

    private readonly bool Follows(string sign) => string.CompareOrdinal(text, _at, sign, 0, sign.Length) == 0;

    private Token Reference()
    {
        var start = _at;
        if (Follows("{random}"))
        {
            _at += "{random}".Length;
            return new Token(TokenKind.Reference, "random", start, _at);
        }
        if (!Follows("{{"))
            throw new ExpressionException("a field is written {{path}}", start, text);
        var close = text.IndexOf("}}", _at, StringComparison.Ordinal);
        if (close < 0)
            throw new ExpressionException("'{{' is never closed by '}}'", start, text);
        _at = close + 2;
        return new Token(TokenKind.Reference, text[(start + 2)..close], start, _at);
    }

    private Token Number()
    {
        var start = _at;
        SkipDigits();
        if (_at < text.Length && text[_at] == '.')
        {
            _at++;
            SkipDigits();
        }
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var before = _at++;
            if (_at < text.Length && text[_at] is '-' or '+')
                _at++;
            if (_at < text.Length && char.IsAsciiDigit(text[_at]))
                SkipDigits();
            else
                _at = before;
        }
        if (_at < text.Length && (char.IsLetter(text[_at]) || text[_at] == '_'))
            throw new ExpressionException(
                $"'{text[start..(_at + 1)]}' is neither a number nor a name; a text is written in quotes",
                start,
                text
            );
        return new Token(TokenKind.Number, text[start.._at], start, _at);
    }

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
    }

    private Token Quoted(char quote)
    {
        var start = _at++;
        var inside = new StringBuilder();
        while (true)
        {
            var stop = text.AsSpan(_at).IndexOfAny(quote, '\\');
            if (stop < 0 || text[_at + stop] == '\\' && _at + stop + 1 >= text.Length)
                throw new ExpressionException($"the text is never closed by {quote}", start, text);
            inside.Append(text, _at, stop);
            _at += stop;
            if (text[_at] == '\\')
            {
                inside.Append(Escape(text[_at + 1]));
                _at += 2;
                continue;
            }
            _at++;
            if (_at >= text.Length || text[_at] != quote)
                return new Token(TokenKind.Text, inside.ToString(), start, _at);
            inside.Append(quote);
            _at++;
        }
    }

    private static string Escape(char c) =>
        c switch
        {
            '0' => "\0",
            'b' => "\b",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'Z' => "\u001A",
            // These keep their backslash, for patterns of LIKE.
            '%' or '_' => "\\" + c,
            _ => c.ToString(),
        };
}
