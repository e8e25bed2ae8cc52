using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Aggregates over a list of the record.</summary>
internal sealed partial class Parser
{
    private Node Aggregate(string word, Token token)
    {
        var paths = PathsToClosing();
        var list = ListOf(paths, word, token);
        // Inside $each the same list means the whole of it, not the current element.
        var outside = _context.Scope.Outside(list);
        var place = outside.Find(list);
        var element = outside.Of(list);
        var inner = new Parser(this, _context with { Scope = element });
        var argument = inner.Expression();
        _next = inner._next;
        var between = ","u8.ToArray();
        if (word is "GROUP_CONCAT" && TakeWord("SEPARATOR"))
            between = Encoding.UTF8.GetBytes(Take().Text);
        Expect(")");
        var kind = word switch
        {
            "SUM" => Expressions.Aggregate.Sum,
            "AVG" => Expressions.Aggregate.Avg,
            "MIN" => Expressions.Aggregate.Min,
            "MAX" => Expressions.Aggregate.Max,
            "COUNT" => Expressions.Aggregate.Count,
            _ => Expressions.Aggregate.Join,
        };
        return Finish(new AggregateNode(kind, place, element, argument, between) { At = token.At });
    }

    /// <summary>Reads on in the same tokens, with other fields in reach.</summary>
    private Parser(Parser outer, CompileContext context)
    {
        (_text, _context, _tokens, _next, _nested) = (outer._text, context, outer._tokens, outer._next, outer._nested);
        _scratch = outer._scratch;
    }

    /// <summary>Paths that the argument of an aggregate refers to.</summary>
    private List<string> PathsToClosing()
    {
        var paths = new List<string>();
        var open = 1;
        for (var i = _next; i < _tokens.Count && open > 0; i++)
        {
            var token = _tokens[i];
            if (token.IsSign("("))
                open++;
            else if (token.IsSign(")"))
                open--;
            else if (token.Kind == TokenKind.Reference && Template.ParsePart(token.Text, out _) is { Kind: TemplatePartKind.Path } part)
                paths.Add(part.Text);
            else if (token.Kind == TokenKind.Text)
                paths.AddRange(Template.Parse(token.Text, out _).Where(p => p.Kind == TemplatePartKind.Path).Select(p => p.Text));
        }
        return paths;
    }

    /// <summary>The list is what the paths have in common without their last name: <c>items</c> of <c>items.qty</c> and <c>items.price</c>.</summary>
    private string ListOf(List<string> paths, string word, Token token)
    {
        var nested = paths.Where(path => path.Contains('.', StringComparison.Ordinal)).Select(path => path.Split('.')).ToList();
        if (nested.Count == 0)
            return paths.Distinct(StringComparer.Ordinal).ToList() is [var only]
                ? only
                : throw Wrong($"{word} goes over one list of the record: write {word}({{{{items.qty}}}})", token.At);
        var common = nested[0].Length - 1;
        foreach (var path in nested)
        {
            var same = 0;
            while (same < Math.Min(common, path.Length - 1) && string.Equals(path[same], nested[0][same], StringComparison.Ordinal))
                same++;
            common = same;
        }
        return common > 0
            ? string.Join('.', nested[0][..common])
            : throw Wrong($"{word} goes over one list of the record, and these fields lie in several", token.At);
    }
}
