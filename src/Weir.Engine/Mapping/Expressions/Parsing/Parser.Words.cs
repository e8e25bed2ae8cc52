using Weir.Sdk.Settings;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>What begins with a word: constants, CASE, functions with a grammar of their own, and calls.</summary>
internal sealed partial class Parser
{
    private Node Word(Token token)
    {
        var word = token.Text.ToUpperInvariant();
        switch (word)
        {
            case "NULL":
                return new ConstantNode(default(Value)) { At = token.At };
            case "TRUE" or "FALSE":
                return new ConstantNode(Value.Of(word is "TRUE")) { At = token.At };
            case "NOT":
                return Finish(new NotNode(Expression(Not)) { At = token.At });
            case "CASE":
                return Case(token);
            case "DATE" or "TIME" or "TIMESTAMP" when Peek.Kind == TokenKind.Text:
                return TimeLiteral(word, token);
            case "INTERVAL":
                return IntervalFirst(token);
            case "CURRENT_TIMESTAMP" or "CURRENT_DATE" or "CURRENT_TIME" or "LOCALTIME" or "LOCALTIMESTAMP" when !Peek.IsSign("("):
                return FunctionTable.Find(word)!.Create([], token.At);
        }
        if (!TakeSign("("))
            throw Wrong(
                FunctionTable.Find(word) is null
                    ? $"{token.Shown} is not known: a text is written {token.Shown}, a field {{{{{token.Shown.Trim('\'')}}}}}{DidYouMean.Suffix(word, FunctionTable.Names)}"
                    : $"{word} is a function: '(' was expected, not {Peek.Shown}",
                token.At
            );
        return Special(word, token) ?? Call(word, token, List());
    }

    private Node? Special(string word, Token token)
    {
        switch (word)
        {
            case "CAST":
                var value = Expression();
                ExpectWord("AS");
                return CastTo(value, token);
            case "CONVERT":
                var converted = Expression();
                if (TakeWord("USING"))
                {
                    Take();
                    Expect(")");
                    return Call("CAST TEXT", token, [converted]);
                }
                Expect(",");
                return CastTo(converted, token);
            case "TRIM":
                return Trim(token);
            case "SUBSTRING" or "SUBSTR" or "MID":
                return Substring(word, token);
            case "POSITION":
                var wanted = Expression(Sum);
                ExpectWord("IN");
                var inside = Expression();
                Expect(")");
                return Call("LOCATE", token, [wanted, inside]);
            case "EXTRACT":
                var unit = Unit();
                ExpectWord("FROM");
                var from = Expression();
                Expect(")");
                return Finish(new ExtractNode(unit, from) { At = token.At });
            case "DATE_ADD" or "ADDDATE" or "DATE_SUB" or "SUBDATE":
                return DateAdd(word, token);
            case "TIMESTAMPDIFF" or "TIMESTAMPADD":
                return TimestampUnits(word, token);
            case "CHAR":
                var codes = new List<Node>();
                do codes.Add(Expression());
                while (TakeSign(","));
                if (TakeWord("USING"))
                    Take();
                Expect(")");
                return Call("CHAR", token, [.. codes]);
            case "SUM" or "AVG" or "MIN" or "MAX" or "COUNT" or "GROUP_CONCAT":
                return Aggregate(word, token);
            case "TABLE":
                return Table(token, List());
            default:
                return null;
        }
    }

    private Node Call(string name, Token token, Node[] arguments)
    {
        var function =
            FunctionTable.Find(name)
            ?? throw Wrong(
                $"there is no function {token.Shown.Trim('\'').ToUpperInvariant()}{DidYouMean.Suffix(name, FunctionTable.Names)}",
                token.At
            );
        return Call(function, token, arguments);
    }

    private Node Call(FunctionEntry function, Token token, Node[] arguments)
    {
        if (arguments.Length < function.Least || arguments.Length > function.Most)
            throw Wrong($"{function.Name} takes {function.Counts}, not {arguments.Length}: {function.Signature}", token.At);
        try
        {
            return Finish(function.Create(arguments, token.At));
        }
        catch (EvalFault fault)
        {
            throw Wrong(fault.Message, token.At);
        }
    }

    private Node Case(Token token)
    {
        var subject = Peek.IsWord("WHEN") ? null : Expression();
        var when = new List<Node>();
        var then = new List<Node>();
        while (TakeWord("WHEN"))
        {
            when.Add(Expression());
            ExpectWord("THEN");
            then.Add(Expression());
        }
        if (when.Count == 0)
            throw Wrong($"CASE needs WHEN … THEN, not {Peek.Shown}", Peek.At);
        var otherwise = TakeWord("ELSE") ? Expression() : null;
        if (!TakeWord("END"))
            throw Wrong($"CASE is closed by END, not {Peek.Shown}", Peek.At);
        return Finish(new CaseNode(subject, [.. when], [.. then], otherwise) { At = token.At });
    }

    private Node TimeLiteral(string word, Token token)
    {
        var text = Take();
        var literal = Literal(text.Text, text.At);
        var function = word switch
        {
            "DATE" => "CAST DATE",
            "TIME" => "CAST TIME",
            _ => "CAST DATETIME",
        };
        var node = Call(function, token, [literal]);
        if (node is ConstantNode { IsNull: true })
            throw Wrong($"{text.Shown} is no {word.ToLowerInvariant()}", text.At);
        return node;
    }

    private Node Trim(Token token)
    {
        var side =
            TakeWord("LEADING") ? "TRIM LEADING"
            : TakeWord("TRAILING") ? "TRIM TRAILING"
            : TakeWord("BOTH") ? "TRIM"
            : null;
        if (side is not null && TakeWord("FROM"))
        {
            var all = Expression();
            Expect(")");
            return Call(side, token, [all]);
        }
        var first = Expression();
        if (TakeWord("FROM"))
        {
            var text = Expression();
            Expect(")");
            return Call(side ?? "TRIM", token, [text, first]);
        }
        if (side is not null)
            throw Wrong($"FROM was expected, not {Peek.Shown}", Peek.At);
        Expect(")");
        return Call("TRIM", token, [first]);
    }

    private Node Substring(string word, Token token)
    {
        var text = Expression();
        if (!TakeWord("FROM"))
        {
            if (TakeSign(")"))
                return Call(word, token, [text]);
            Expect(",");
            return Call(word, token, [text, .. List()]);
        }
        var from = Expression();
        var length = TakeWord("FOR") ? Expression() : null;
        Expect(")");
        return Call(word, token, length is null ? [text, from] : [text, from, length]);
    }

    private Node CastTo(Node value, Token token)
    {
        var type = Take();
        var name = type.Text.ToUpperInvariant();
        int? first = null,
            second = null;
        if (TakeSign("("))
        {
            first = WholeNumber();
            if (TakeSign(","))
                second = WholeNumber();
            Expect(")");
        }
        if (name is "SIGNED" or "UNSIGNED")
            TakeWord("INTEGER");
        if (TakeWord("CHARACTER"))
        {
            ExpectWord("SET");
            Take();
        }
        Expect(")");
        return Finish(
            CastNode.Create(value, name, first, second, token.At)
                ?? throw Wrong(
                    $"{type.Shown} is no type{DidYouMean.Suffix(name, CastNode.Types)}; known are {string.Join(", ", CastNode.Types)}",
                    type.At
                )
        );
    }

    private TableNode Table(Token token, Node[] arguments)
    {
        if (arguments.Length is < 2 or > 3)
            throw Wrong($"TABLE takes 2 or 3 arguments, not {arguments.Length}: TABLE('name', key[, default])", token.At);
        if (arguments[0] is not ConstantNode { Kind: ValueKind.Text } name)
            throw Wrong("the first argument of TABLE is the name of a table, in quotes", arguments[0].At);
        return TableNode.Create(name.Text, arguments[1], arguments.Length == 3 ? arguments[2] : null, _context, token.At);
    }
}
