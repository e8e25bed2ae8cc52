using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Reads an expression and compiles it to nodes in one go. Precedence is MySQL's.</summary>
internal sealed partial class Parser
{
    private const int MostNested = 300;
    private const int MostDepth = 600;
    private const int LargestFolded = 64 * 1024;

    // What binds tighter has a higher number.
    private const int Or = 1;
    private const int Xor = 2;
    private const int And = 3;
    private const int Not = 4;
    private const int Comparison = 6;
    private const int Predicate = 7;
    private const int Sum = 10;
    private const int Product = 11;
    private const int Prefix = 13;

    private readonly string _text;
    private readonly CompileContext _context;
    private readonly List<Token> _tokens = [];
    private readonly Scratch _scratch = new();
    private int _next;
    private int _nested;

    private Parser(string text, int start, CompileContext context)
    {
        _text = text;
        _context = context;
        var lexer = new Lexer(text, start);
        do _tokens.Add(lexer.Next());
        while (_tokens[^1].Kind != TokenKind.End);
    }

    /// <summary>Compiles an expression that begins at a character of a text.</summary>
    /// <exception cref="ExpressionException">It is not well formed.</exception>
    public static Node Parse(string text, int start, CompileContext context)
    {
        var parser = new Parser(text, start, context);
        var node = parser.Expression();
        if (parser.Peek.Kind != TokenKind.End)
            throw parser.Wrong($"{parser.Peek.Shown} was not expected here; an operator or the end was", parser.Peek.At);
        return node;
    }

    private Token Peek => _tokens[_next];

    private Token PeekSecond => _tokens[Math.Min(_next + 1, _tokens.Count - 1)];

    private Token Take() => _tokens[_next < _tokens.Count - 1 ? _next++ : _next];

    private bool TakeSign(string sign)
    {
        var isIt = Peek.IsSign(sign);
        if (isIt)
            _next++;
        return isIt;
    }

    private bool TakeWord(string word)
    {
        var isIt = Peek.IsWord(word);
        if (isIt)
            _next++;
        return isIt;
    }

    private void Expect(string sign)
    {
        if (!TakeSign(sign))
            throw Wrong($"'{sign}' was expected, not {Peek.Shown}", Peek.At);
    }

    private void ExpectWord(string word)
    {
        if (!TakeWord(word))
            throw Wrong($"{word} was expected, not {Peek.Shown}", Peek.At);
    }

    private ExpressionException Wrong(string problem, int at) => new(problem, at, _text);

    private Node Expression(int level = 0)
    {
        if (++_nested > MostNested)
            throw Wrong($"the expression is nested more than {MostNested} deep", Peek.At);
        var left = Operand();
        while (Infix(left, level) is { } joined)
            left = joined;
        _nested--;
        return left;
    }

    /// <summary>Takes an operator that binds at least so tight, and what is right of it; null if there is none.</summary>
    private Node? Infix(Node left, int level)
    {
        var token = Peek;
        if (token.Kind == TokenKind.Sign)
            return InfixSign(left, level, token);
        if (token.Kind != TokenKind.Word)
            return null;
        switch (token.Text.ToUpperInvariant())
        {
            case "OR" when level <= Or:
                return Join(Logic.Or, left, Or);
            case "XOR" when level <= Xor:
                return Join(Logic.Xor, left, Xor);
            case "AND" when level <= And:
                return Join(Logic.And, left, And);
            case "IS" when level <= Comparison:
                return Is(left);
            case "DIV" when level <= Product:
                return Calculate(Operator.WholeDivide, left, Product);
            case "MOD" when level <= Product:
                return Calculate(Operator.Remainder, left, Product);
            case "NOT" or "LIKE" or "IN" or "BETWEEN" or "REGEXP" or "RLIKE" when level <= Predicate:
                return InfixPredicate(left);
            default:
                return null;
        }
    }

    private Node? InfixSign(Node left, int level, Token token)
    {
        switch (token.Text)
        {
            case "||" when level <= Or:
                return Join(Logic.Or, left, Or);
            case "&&" when level <= And:
                return Join(Logic.And, left, And);
            case "=" or "<=>" or "<>" or "!=" or "<" or "<=" or ">" or ">=" when level <= Comparison:
                Take();
                return Finish(new CompareNode(RelationOf(token.Text), left, Expression(Comparison + 1)) { At = token.At });
            case "+" or "-" when level <= Sum && PeekSecond.IsWord("INTERVAL"):
                Take();
                return AddInterval(left, token, token.Text[0] == '-');
            case "+" when level <= Sum:
                return Calculate(Operator.Add, left, Sum);
            case "-" when level <= Sum:
                return Calculate(Operator.Subtract, left, Sum);
            case "*" when level <= Product:
                return Calculate(Operator.Multiply, left, Product);
            case "/" when level <= Product:
                return Calculate(Operator.Divide, left, Product);
            case "%" when level <= Product:
                return Calculate(Operator.Remainder, left, Product);
            default:
                return null;
        }
    }

    private static Relation RelationOf(string sign) =>
        sign switch
        {
            "=" => Relation.Equal,
            "<=>" => Relation.Same,
            "<" => Relation.Less,
            "<=" => Relation.NotGreater,
            ">" => Relation.Greater,
            ">=" => Relation.NotLess,
            _ => Relation.NotEqual,
        };

    private Node Join(Logic logic, Node left, int level)
    {
        var token = Take();
        return Finish(new LogicNode(logic, left, Expression(level + 1)) { At = token.At });
    }

    private Node Calculate(Operator by, Node left, int level)
    {
        var token = Take();
        return Finish(new ArithmeticNode(by, left, Expression(level + 1)) { At = token.At });
    }

    private Node Is(Node left)
    {
        var token = Take();
        var not = TakeWord("NOT");
        var word = Take();
        var quality = word.Text.ToUpperInvariant() switch
        {
            "NULL" or "UNKNOWN" => Quality.Null,
            "TRUE" => Quality.True,
            "FALSE" => Quality.False,
            _ => throw Wrong($"IS takes NULL, TRUE or FALSE, not {word.Shown}", word.At),
        };
        return Finish(new IsNode(left, quality, not) { At = token.At });
    }

    private Node? InfixPredicate(Node left)
    {
        var start = Peek;
        var not = Peek.IsWord("NOT");
        var word = not ? PeekSecond : Peek;
        if (not)
        {
            if (!word.IsWord("LIKE") && !word.IsWord("IN") && !word.IsWord("BETWEEN") && !word.IsWord("REGEXP") && !word.IsWord("RLIKE"))
                return null;
            Take();
        }
        Take();
        switch (word.Text.ToUpperInvariant())
        {
            case "IN":
                Expect("(");
                return Finish(new InNode(left, List(), not) { At = start.At });
            case "BETWEEN":
                var low = Expression(Sum);
                ExpectWord("AND");
                return Finish(new BetweenNode(left, low, Expression(Predicate), not) { At = start.At });
            case "LIKE":
                var pattern = Expression(Sum);
                return Finish(new LikeNode(left, pattern, TakeWord("ESCAPE") ? Operand() : null, not) { At = start.At });
            default:
                return Finish(new RegexNode(left, Expression(Sum), not, Wrong) { At = start.At });
        }
    }

    /// <summary>Expressions up to the closing parenthesis.</summary>
    private Node[] List()
    {
        var list = new List<Node>();
        if (TakeSign(")"))
            return [];
        do list.Add(Expression());
        while (TakeSign(","));
        Expect(")");
        return [.. list];
    }

    /// <summary>Works out what is the same for every record, and refuses what would be evaluated too deep.</summary>
    private Node Finish(Node node)
    {
        if (node.Depth > MostDepth)
            throw Wrong($"the expression has more than {MostDepth} operators in a row", node.At);
        if (!node.IsConstant)
            return node;
        try
        {
            _scratch.Arena.Reset();
            var row = new Row { Scratch = _scratch, Clock = CompileContext.NoClock };
            var value = node.Eval(ref row);
            return value.Text.Length > LargestFolded ? node : new ConstantNode(value, node.Type) { At = node.At };
        }
        catch (EvalFault)
        {
            // It fails for every record that comes to it, and tells so there: CASE may keep them away.
            return node;
        }
    }
}
