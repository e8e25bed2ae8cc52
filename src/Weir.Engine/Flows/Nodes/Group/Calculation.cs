using System.IO.Hashing;
using System.Text;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Group;

/// <summary>How the values of a field become one in a line.</summary>
public enum CalculationKind
{
    /// <summary>All added up.</summary>
    Sum,

    /// <summary>The sum divided by their number.</summary>
    Avg,

    /// <summary>The least.</summary>
    Min,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>A list of all.</summary>
    Push,

    /// <summary>A list of all that are different.</summary>
    AddToSet,

    /// <summary>That of the first record.</summary>
    First,

    /// <summary>That of the last record.</summary>
    Last,
}

/// <summary>Calculates one field of a line. Values that are missing, null or empty are not counted.</summary>
internal sealed class Calculation(CalculationKind kind) : IDisposable
{
    private readonly Utf8Output _value = new();
    private readonly HashSet<UInt128> _seen = [];
    private ExactNumber _number;
    private long _count;

    public void Clear()
    {
        _value.CutBack(0);
        _seen.Clear();
        (_number, _count) = (default, 0);
    }

    /// <summary>Says why a value cannot be calculated with, or null.</summary>
    public string? Fault(ReadOnlySpan<byte> json) =>
        kind is not (CalculationKind.Sum or CalculationKind.Avg) || FieldWriter.IsEmpty(json) || ValueOrder.TryNumber(json, out _)
            ? null
            : $"{FieldWriter.Shorten(json)} is not a number";

    public void Add(ReadOnlySpan<byte> json)
    {
        if (FieldWriter.IsEmpty(json))
            return;
        switch (kind)
        {
            case CalculationKind.Sum:
            case CalculationKind.Avg:
                if (ValueOrder.TryNumber(json, out var number))
                    _number = _number.Plus(number);
                break;
            case CalculationKind.Min:
            case CalculationKind.Max:
                Choose(json);
                break;
            case CalculationKind.Push:
                Append(json);
                break;
            case CalculationKind.AddToSet:
                if (_seen.Add(XxHash128.HashToUInt128(json)))
                    Append(json);
                break;
            case CalculationKind.First when _count > 0:
                break;
            default:
                Keep(json);
                break;
        }
        _count++;
    }

    /// <summary>Appends the result; false, and nothing is appended, if there was no value.</summary>
    public bool Write(Utf8Output output)
    {
        if (_count == 0)
            return false;
        switch (kind)
        {
            case CalculationKind.Sum:
                output.Add(Encoding.ASCII.GetBytes(_number.ToString()));
                break;
            case CalculationKind.Avg:
                output.Add(Encoding.ASCII.GetBytes(_number.Over(_count).ToString()));
                break;
            case CalculationKind.Push:
            case CalculationKind.AddToSet:
                output.Add((byte)'[');
                output.Add(_value.Written);
                output.Add((byte)']');
                break;
            default:
                output.Add(_value.Written);
                break;
        }
        return true;
    }

    private void Choose(ReadOnlySpan<byte> json)
    {
        if (_count > 0)
        {
            var order = ValueOrder.Compare(json, _value.Written);
            if (kind == CalculationKind.Min ? order >= 0 : order <= 0)
                return;
        }
        Keep(json);
    }

    private void Keep(ReadOnlySpan<byte> json)
    {
        _value.CutBack(0);
        _value.Add(json);
    }

    private void Append(ReadOnlySpan<byte> json)
    {
        if (_value.Length > 0)
            _value.Add((byte)',');
        _value.Add(json);
    }

    public void Dispose() => _value.Dispose();
}
