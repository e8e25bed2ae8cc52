namespace Weir.Engine.Mapping.Expressions;

/// <summary>How two values are compared.</summary>
internal enum Relation
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>&lt;=&gt;</c>: as <c>=</c>, but two nulls are equal.</summary>
    Same,

    /// <summary><c>&lt;&gt;</c>, <c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    NotGreater,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    NotLess,
}

/// <summary>A comparison: 1, 0, or null when an operand is null.</summary>
internal sealed class CompareNode : Node
{
    private readonly Relation _relation;
    private readonly Node _left;
    private readonly Node _right;

    public CompareNode(Relation relation, Node left, Node right)
    {
        (_relation, _left, _right) = (relation, left, right);
        Over(left, right);
        Type = StaticType.Int;
        IsConstant = AllConstant(left, right);
    }

    public override Value Eval(scoped ref Row row)
    {
        var a = _left.Eval(ref row);
        if (a.IsNull && _relation != Relation.Same)
            return default;
        var b = _right.Eval(ref row);
        if (_relation == Relation.Same && (a.IsNull || b.IsNull))
            return Value.Of(a.IsNull && b.IsNull);
        if (_relation <= Relation.NotEqual && a.Kind == ValueKind.Text && b.Kind == ValueKind.Text)
            return Value.Of(Collation.AreEqual(a.Text, b.Text) != (_relation == Relation.NotEqual));
        if (!Comparer.TryCompare(a, b, row.Clock, out var order))
            return _relation == Relation.Same ? Value.Of(0L) : default;
        return Value.Of(
            _relation switch
            {
                Relation.Equal or Relation.Same => order == 0,
                Relation.NotEqual => order != 0,
                Relation.Less => order < 0,
                Relation.NotGreater => order <= 0,
                Relation.Greater => order > 0,
                _ => order >= 0,
            }
        );
    }
}
