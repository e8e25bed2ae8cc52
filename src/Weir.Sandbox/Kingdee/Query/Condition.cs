using System.Globalization;

namespace Weir.Sandbox.Kingdee;

/// <summary>A node of a filter. Unknown (a comparison with null) counts as false, which is right for all but NOT over a null.</summary>
internal abstract record Condition
{
    public abstract bool Holds(QueryRow row);

    public sealed record Constant(bool Value) : Condition
    {
        public override bool Holds(QueryRow row) => Value;
    }

    public sealed record And(Condition Left, Condition Right) : Condition
    {
        public override bool Holds(QueryRow row) => Left.Holds(row) && Right.Holds(row);
    }

    public sealed record Or(Condition Left, Condition Right) : Condition
    {
        public override bool Holds(QueryRow row) => Left.Holds(row) || Right.Holds(row);
    }

    public sealed record Not(Condition Inner) : Condition
    {
        public override bool Holds(QueryRow row) => !Inner.Holds(row);
    }

    public sealed record IsNull(Column Column, bool Negated) : Condition
    {
        public override bool Holds(QueryRow row) => (Column.Read(row) is null) != Negated;
    }

    public sealed record Compare(Column Column, string Operator, object Value) : Condition
    {
        public override bool Holds(QueryRow row)
        {
            if (Column.Read(row) is not { } left)
                return false;
            var order = SqlValue.Order(left, Value);
            return Operator switch
            {
                "=" => order == 0,
                "<>" => order != 0,
                ">" => order > 0,
                ">=" => order >= 0,
                "<" => order < 0,
                _ => order <= 0,
            };
        }
    }

    public sealed record In(Column Column, IReadOnlyList<object> Values, bool Negated) : Condition
    {
        private readonly HashSet<object> _set = new(Values, SqlValue.Equality);

        public override bool Holds(QueryRow row) => Column.Read(row) is { } left && _set.Contains(left) != Negated;
    }

    public sealed record Like(Column Column, string Pattern, bool Negated) : Condition
    {
        public override bool Holds(QueryRow row) =>
            Column.Read(row) is { } left && SqlValue.Like(Convert.ToString(left, CultureInfo.InvariantCulture) ?? "", Pattern) != Negated;
    }
}
