using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Group;

/// <summary>One line while its records come by: the values of the first, and what is calculated.</summary>
internal sealed class GroupLine(GroupSettings settings) : IDisposable
{
    private readonly byte[][] _body = [.. settings.Body.Select(name => ValueText.Name(name))];
    private readonly string[] _names = [.. settings.Calculate.Keys];
    private readonly byte[][] _calculated = [.. settings.Calculate.Keys.Select(name => ValueText.Name(name))];
    private readonly Calculation[] _calculations = [.. settings.Calculate.Values.Select(kind => new Calculation(kind))];
    private readonly Utf8Output _first = new();

    /// <summary>Says why a value cannot be calculated with, or null.</summary>
    public string? Fault(int calculation, ReadOnlySpan<byte> json) =>
        _calculations[calculation].Fault(json) is { } fault ? $"'{_names[calculation]}' cannot be added up: {fault}" : null;

    /// <summary>Begins a line with the entry of its first record: header, values of the body, values to calculate with.</summary>
    public void Begin(ReadOnlySpan<byte> entry)
    {
        _first.CutBack(0);
        _first.Add(entry);
        foreach (var calculation in _calculations)
            calculation.Clear();
    }

    public void Add(ReadOnlySpan<byte> entry)
    {
        FieldBytes.Take(ref entry);
        foreach (var _ in _body)
            FieldBytes.Take(ref entry);
        foreach (var calculation in _calculations)
            calculation.Add(FieldBytes.Take(ref entry));
    }

    /// <summary>Appends the header, if the first record had it, and the line as JSON.</summary>
    public void Write(Utf8Output output)
    {
        ReadOnlySpan<byte> first = _first.Written;
        FieldBytes.Write(FieldBytes.Take(ref first), output);
        output.Add((byte)'{');
        var start = output.Length;
        foreach (var name in _body)
        {
            var value = FieldBytes.Take(ref first);
            if (!value.IsEmpty)
                AddMember(name, value, start, output);
        }
        foreach (var (index, calculation) in _calculations.Index())
        {
            var before = output.Length;
            AddMember(_calculated[index], [], start, output);
            if (!calculation.Write(output))
                output.CutBack(before);
        }
        output.Add((byte)'}');
    }

    private static void AddMember(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int start, Utf8Output output)
    {
        if (output.Length > start)
            output.Add((byte)',');
        output.Add((byte)'"');
        output.Add(name);
        output.Add("\":"u8);
        output.Add(value);
    }

    public void Dispose()
    {
        _first.Dispose();
        foreach (var calculation in _calculations)
            calculation.Dispose();
    }
}
