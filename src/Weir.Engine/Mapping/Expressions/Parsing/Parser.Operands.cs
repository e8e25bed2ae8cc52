using System.Globalization;
using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Values: numbers, texts, fields, parentheses, signs.</summary>
internal sealed partial class Parser
{
    private Node Operand()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Number:
                return Number(token);
            case TokenKind.Text:
                return Text(token);
            case TokenKind.Reference:
                return Reference(token.Text, token.At);
            case TokenKind.Word:
                return Word(token);
            case TokenKind.Sign when token.Text is "(":
                var inside = Expression();
                if (Peek.IsSign(","))
                    throw Wrong("a list of values can only stand behind IN", Peek.At);
                Expect(")");
                return inside;
            case TokenKind.Sign when token.Text is "-":
                return Finish(new NegateNode(Expression(Prefix)) { At = token.At });
            case TokenKind.Sign when token.Text is "+":
                return Expression(Prefix);
            case TokenKind.Sign when token.Text is "!":
                return Finish(new NotNode(Expression(Prefix + 1)) { At = token.At });
            default:
                throw Wrong($"a value was expected, not {token.Shown}", token.At);
        }
    }

    private ConstantNode Number(Token token)
    {
        var written = token.Text.StartsWith('.') ? "0" + token.Text : token.Text;
        if (!Numbers.TryRead(Encoding.ASCII.GetBytes(written), out var value))
            throw Wrong($"{token.Shown} is out of range of a number", token.At);
        return new ConstantNode(value) { At = token.At };
    }

    /// <summary>A text in quotes; templates in it stand for the text of their value.</summary>
    private Node Text(Token token)
    {
        var written = token.Text;
        if (Peek.Kind == TokenKind.Text)
        {
            var all = new StringBuilder(written);
            while (Peek.Kind == TokenKind.Text)
                all.Append(Take().Text);
            written = all.ToString();
        }
        var parts = new List<Node>();
        var done = 0;
        while (Template.FindOpen(written, done) is var open and >= 0)
        {
            var isRandom = written[open + 1] != '{';
            var close = isRandom ? open + "{random}".Length : written.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
                break;
            if (open > done)
                parts.Add(Literal(written[done..open], token.At));
            parts.Add(Reference(isRandom ? "random" : written[(open + 2)..close], token.At + 1 + open));
            done = isRandom ? close : close + 2;
        }
        if (parts.Count == 0)
            return Literal(written, token.At);
        if (done < written.Length)
            parts.Add(Literal(written[done..], token.At));
        return Finish(new TextPartsNode([.. parts]) { At = token.At });
    }

    private static ConstantNode Literal(string text, int at) => new(Value.Of(Encoding.UTF8.GetBytes(text))) { At = at };

    private Node Reference(string inside, int at)
    {
        var part = Template.ParsePart(inside, out var problem) ?? throw Wrong(problem!, at);
        return part.Kind == TemplatePartKind.Variable
            ? _context.Variable(part.Text, part.Format, at)
            : new ReferenceNode(_context.Scope.Find(part.Text, part.Format)) { At = at };
    }

    private int WholeNumber()
    {
        var token = Take();
        return token.Kind == TokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong($"a whole number was expected, not {token.Shown}", token.At);
    }
}
