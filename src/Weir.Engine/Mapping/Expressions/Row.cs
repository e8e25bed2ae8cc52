namespace Weir.Engine.Mapping.Expressions;

/// <summary>The record that is worked on, where its values lie, and what is needed besides.</summary>
internal ref struct Row
{
    /// <summary>The JSON of the whole record; an element of a list is a part of it.</summary>
    public ReadOnlySpan<byte> Record;

    /// <summary>Where the values of all paths lie in the record; those of an element are filled in when it is reached.</summary>
    public Span<FieldValue> Slots;

    /// <summary>Memory that is used again for the next record.</summary>
    public Scratch Scratch;

    /// <summary>The run's variables and the zone.</summary>
    public EvalClock Clock;

    public readonly Arena Arena => Scratch.Arena;
}
