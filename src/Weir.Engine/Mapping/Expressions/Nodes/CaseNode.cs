namespace Weir.Engine.Mapping.Expressions;

/// <summary>CASE, with a value to compare with or without one.</summary>
internal sealed class CaseNode : Node
{
    private readonly Node? _subject;
    private readonly Node[] _when;
    private readonly Node[] _then;
    private readonly Node? _otherwise;

    public CaseNode(Node? subject, Node[] when, Node[] then, Node? otherwise)
    {
        (_subject, _when, _then, _otherwise) = (subject, when, then, otherwise);
        Over(subject, otherwise);
        Over(when);
        Over(then);
        Type = StaticType.Common(otherwise is null ? then : [.. then, otherwise]);
        IsConstant = AllConstant(subject, otherwise) && AllConstant(when) && AllConstant(then);
    }

    public override Value Eval(scoped ref Row row)
    {
        if (_subject is not null)
            return Find(ref row);
        for (var i = 0; i < _when.Length; i++)
        {
            var condition = _when[i].Eval(ref row);
            if (!condition.IsNull && Convert.IsTrue(condition))
                return Cast.To(_then[i].Eval(ref row), Type, row.Arena);
        }
        return Otherwise(ref row);
    }

    private Value Find(scoped ref Row row)
    {
        var subject = _subject!.Eval(ref row);
        if (!subject.IsNull)
            for (var i = 0; i < _when.Length; i++)
            {
                var candidate = _when[i].Eval(ref row);
                if (Comparer.AreEqual(subject, candidate, row.Clock))
                    return Cast.To(_then[i].Eval(ref row), Type, row.Arena);
            }
        return Otherwise(ref row);
    }

    private Value Otherwise(scoped ref Row row) => _otherwise is null ? default : Cast.To(_otherwise.Eval(ref row), Type, row.Arena);
}
