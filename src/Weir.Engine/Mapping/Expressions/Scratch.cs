namespace Weir.Engine.Mapping.Expressions;

/// <summary>Memory of a mapping, kept by its thread and used again for the next record.</summary>
internal sealed class Scratch
{
    private const int Kept = 1024 * 1024;

    [ThreadStatic]
    private static Scratch? _spare;
    private FieldValue[] _slots = new FieldValue[64];

    public Arena Arena { get; } = new();

    /// <summary>A value on its way from an expression to a field that writes it anew.</summary>
    public Utf8Output Json { get; } = new();

    /// <summary>As <see cref="Json"/>, for the list that a path behind a list collects.</summary>
    public Utf8Output List { get; } = new();

    public static Scratch Rent()
    {
        var scratch = _spare ?? new Scratch();
        // Who maps within a mapping gets another one.
        _spare = null;
        return scratch;
    }

    public void Return()
    {
        Arena.Reset();
        Json.Reset(Kept);
        List.Reset(Kept);
        _spare = this;
    }

    public Span<FieldValue> Slots(int count)
    {
        if (_slots.Length < count)
            _slots = new FieldValue[count * 2];
        return _slots.AsSpan(0, count);
    }
}
