using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Errors;

namespace Weir.Engine.Flows.Nodes;

/// <summary>
/// Records on their way through the steps of a lane, together, for steps that look up or compute many at once. Blocks of earlier steps stay until the batch
/// is disposed, so a step may leave a record where it lies.
/// </summary>
public sealed class RecordBatch : IDisposable
{
    private readonly List<Utf8Output> _blocks = [];
    private readonly List<Entry> _items = [];

    /// <summary>Number of records, with those that are out.</summary>
    public int Count => _items.Count;

    /// <summary>Bytes of the records as they came.</summary>
    public long Bytes { get; private set; }

    /// <summary>True while the record goes on.</summary>
    public bool IsAlive(int index) => _items[index].End is null;

    /// <summary>What became of a record that is out; null while it goes on.</summary>
    public BatchEnd? EndOf(int index) => _items[index].End;

    /// <summary>A record as it is now; valid until the next block is written to.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var item = _items[index];
            return _blocks[item.Block].Written.Slice(item.Offset, item.Length);
        }
    }

    /// <summary>Adds a copy of a record.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        if (_blocks.Count == 0)
            _blocks.Add(new Utf8Output());
        var offset = _blocks[0].Length;
        _blocks[0].Add(record);
        Bytes += record.Length;
        _items.Add(new Entry(0, offset, record.Length, End: null));
    }

    /// <summary>A new block for what a step writes.</summary>
    public Utf8Output NewBlock()
    {
        var block = new Utf8Output();
        _blocks.Add(block);
        return block;
    }

    /// <summary>The record is from here on what lies behind <paramref name="offset"/> in the newest block.</summary>
    public void Replace(int index, int offset) =>
        _items[index] = new Entry(_blocks.Count - 1, offset, _blocks[^1].Length - offset, End: null);

    /// <summary>Takes the record out: rejected by a rule.</summary>
    public void Drop(int index, string rule) =>
        End(index, new BatchEnd(DeliveryState.Rejected, new DeliveryError(ErrorKind.Rejected, "rule", rule)));

    /// <summary>Takes the record out: it failed.</summary>
    public void Fail(int index, DeliveryError error) => End(index, new BatchEnd(DeliveryState.Failed, error));

    /// <summary>Takes the record out: it waits for a person.</summary>
    public void Hold(int index, DeliveryError error) => End(index, new BatchEnd(DeliveryState.Held, error));

    /// <summary>Takes the record out.</summary>
    public void End(int index, BatchEnd end) => _items[index] = _items[index] with { End = end };

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var block in _blocks)
            block.Dispose();
        _blocks.Clear();
    }

    private readonly record struct Entry(int Block, int Offset, int Length, BatchEnd? End);
}

/// <summary>Why a record is out of its batch.</summary>
/// <param name="State">Rejected, failed or held.</param>
/// <param name="Error">The reason.</param>
public sealed record BatchEnd(DeliveryState State, DeliveryError Error);
