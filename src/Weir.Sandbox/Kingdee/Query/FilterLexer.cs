using System.Text;

namespace Weir.Sandbox.Kingdee;

internal enum TokenKind
{
    Word,
    Text,
    Number,
    Symbol,
    End,
}

internal readonly record struct Token(TokenKind Kind, string Text)
{
    public bool Is(string word) =>
        Kind is TokenKind.Word or TokenKind.Symbol && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a FilterString into words, quoted texts (a quote is doubled), numbers and symbols.</summary>
internal static class FilterLexer
{
    public static List<Token> Read(string source)
    {
        var tokens = new List<Token>();
        var i = 0;
        while (i < source.Length)
        {
            var c = source[i];
            if (char.IsWhiteSpace(c))
                i++;
            else if (c == '\'' || (c is 'N' or 'n' && i + 1 < source.Length && source[i + 1] == '\''))
                tokens.Add(Quoted(source, c == '\'' ? i + 1 : i + 2, out i));
            else if (char.IsAsciiDigit(c) || (c == '-' && i + 1 < source.Length && char.IsAsciiDigit(source[i + 1])))
                tokens.Add(While(source, TokenKind.Number, ref i, x => char.IsAsciiDigit(x) || x is '.' or '-'));
            else if (char.IsLetter(c) || c == '_')
                tokens.Add(While(source, TokenKind.Word, ref i, x => char.IsLetterOrDigit(x) || x is '_' or '.'));
            else
                tokens.Add(Symbol(source, ref i));
        }
        tokens.Add(new Token(TokenKind.End, ""));
        return tokens;
    }

    private static Token Quoted(string source, int start, out int next)
    {
        var text = new StringBuilder();
        for (var i = start; i < source.Length; i++)
        {
            if (source[i] != '\'')
            {
                text.Append(source[i]);
            }
            else if (i + 1 < source.Length && source[i + 1] == '\'')
            {
                text.Append('\'');
                i++;
            }
            else
            {
                next = i + 1;
                return new Token(TokenKind.Text, text.ToString());
            }
        }
        throw new QueryException("过滤条件中字符串的引号不完整", MsgCode.Failure);
    }

    private static Token While(string source, TokenKind kind, ref int i, Func<char, bool> belongs)
    {
        var start = i++;
        while (i < source.Length && belongs(source[i]))
            i++;
        return new Token(kind, source[start..i]);
    }

    private static Token Symbol(string source, ref int i)
    {
        var two = i + 1 < source.Length ? source.Substring(i, 2) : "";
        if (two is "<>" or "!=" or ">=" or "<=")
        {
            i += 2;
            return new Token(TokenKind.Symbol, two);
        }
        var one = source[i++];
        return one is '=' or '<' or '>' or '(' or ')' or ','
            ? new Token(TokenKind.Symbol, one.ToString())
            : throw new QueryException($"过滤条件中有非法字符“{one}”", MsgCode.Failure);
    }
}
