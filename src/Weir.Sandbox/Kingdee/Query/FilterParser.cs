namespace Weir.Sandbox.Kingdee;

/// <summary>Parses the text form of FilterString. The wording of syntax errors is ours; the vendor lets the database complain.</summary>
internal sealed class FilterParser
{
    private readonly List<Token> _tokens;
    private readonly Func<string, Column> _resolve;
    private int _at;

    private FilterParser(List<Token> tokens, Func<string, Column> resolve)
    {
        _tokens = tokens;
        _resolve = resolve;
    }

    private Token Now => _tokens[_at];

    public static Condition? Parse(string? text, Func<string, Column> resolve)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var parser = new FilterParser(FilterLexer.Read(text), resolve);
        var whole = parser.Alternatives();
        return parser.Now.Kind == TokenKind.End ? whole : throw parser.Wrong();
    }

    private Condition Alternatives()
    {
        var left = Conjunction();
        while (Take("OR"))
            left = new Condition.Or(left, Conjunction());
        return left;
    }

    private Condition Conjunction()
    {
        var left = Single();
        while (Take("AND"))
            left = new Condition.And(left, Single());
        return left;
    }

    private Condition Single()
    {
        if (Take("NOT"))
            return new Condition.Not(Single());
        if (!Take("("))
            return Predicate();
        var inner = Alternatives();
        Expect(")");
        return inner;
    }

    private Condition Predicate()
    {
        var left = Next();
        if (left.Kind is TokenKind.Text or TokenKind.Number)
            return Literals(left);
        if (left.Kind != TokenKind.Word)
            throw Wrong();
        var column = _resolve(left.Text);
        if (Take("IS"))
        {
            var isNot = Take("NOT");
            Expect("NULL");
            return new Condition.IsNull(column, isNot);
        }
        var negated = Take("NOT");
        if (Take("IN"))
            return new Condition.In(column, List(column), negated);
        if (Take("LIKE"))
            return new Condition.Like(column, Literal(), negated);
        if (Take("BETWEEN"))
            return Between(column, negated);
        return negated ? throw Wrong() : Comparison(column);
    }

    private Condition.Compare Comparison(Column column)
    {
        var sign = Operator();
        return new Condition.Compare(column, sign, SqlValue.Convert(Literal(), column));
    }

    private Condition Between(Column column, bool negated)
    {
        var low = SqlValue.Convert(Literal(), column);
        Expect("AND");
        var high = SqlValue.Convert(Literal(), column);
        return negated
            ? new Condition.Or(new Condition.Compare(column, "<", low), new Condition.Compare(column, ">", high))
            : new Condition.And(new Condition.Compare(column, ">=", low), new Condition.Compare(column, "<=", high));
    }

    /// <summary>Comparisons such as <c>1=1</c>, with which clients begin a filter.</summary>
    private Condition.Constant Literals(Token left)
    {
        var sign = Operator();
        var same = string.Equals(left.Text, Literal(), StringComparison.OrdinalIgnoreCase);
        return sign switch
        {
            "=" => new Condition.Constant(same),
            "<>" => new Condition.Constant(!same),
            _ => throw Wrong(),
        };
    }

    private string Operator()
    {
        var sign = Next();
        if (sign.Kind != TokenKind.Symbol || sign.Text is "(" or ")" or ",")
            throw Wrong();
        return sign.Text is "!=" ? "<>" : sign.Text;
    }

    private List<object> List(Column column)
    {
        var values = new List<object>();
        Expect("(");
        do
        {
            values.Add(SqlValue.Convert(Literal(), column));
        } while (Take(","));
        Expect(")");
        return values;
    }

    private string Literal()
    {
        var token = Next();
        return token.Kind is TokenKind.Text or TokenKind.Number ? token.Text : throw Wrong();
    }

    private Token Next() => _at < _tokens.Count - 1 ? _tokens[_at++] : throw Wrong();

    private bool Take(string word)
    {
        if (!Now.Is(word))
            return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
            throw Wrong();
    }

    private QueryException Wrong() => new($"过滤条件解析失败，“{Now.Text}”附近有语法错误", MsgCode.Failure);
}
