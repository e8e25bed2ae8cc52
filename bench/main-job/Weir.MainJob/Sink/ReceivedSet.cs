namespace Weir.MainJob.Sink;

/// <summary>
/// The F_out_id values seen, each with its order of arrival: an open-addressing table of numbers (twelve bytes a slot)
/// and, for identities which are not plain numbers, a dictionary.
/// </summary>
internal sealed class ReceivedSet
{
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private long[] _keys = new long[1 << 16];
    private int[] _orders = new int[1 << 16];
    private int _numbers;

    public int Distinct { get; private set; }

    public (int Order, bool IsNew) Add(OutId id)
    {
        if (id.Text is not null)
        {
            if (_texts.TryGetValue(id.Text, out var known))
                return (known, false);
            _texts.Add(id.Text, ++Distinct);
            return (Distinct, true);
        }
        var slot = Slot(id.Number);
        if (_orders[slot] != 0)
            return (_orders[slot], false);
        (_keys[slot], _orders[slot]) = (id.Number, ++Distinct);
        if (++_numbers * 3L > _keys.Length * 2L)
            Grow();
        return (Distinct, true);
    }

    /// <summary>The order of arrival, or 0 when the identity is unknown.</summary>
    public int Find(OutId id) => id.Text is not null ? _texts.GetValueOrDefault(id.Text) : _orders[Slot(id.Number)];

    public void Clear()
    {
        _texts.Clear();
        Array.Clear(_orders);
        (_numbers, Distinct) = (0, 0);
    }

    private int Slot(long key)
    {
        var mask = _keys.Length - 1;
        var slot = (int)((ulong)key * 0x9E37_79B9_7F4A_7C15 >> 32) & mask;
        while (_orders[slot] != 0 && _keys[slot] != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        var (keys, orders) = (_keys, _orders);
        (_keys, _orders) = (new long[keys.Length * 2], new int[keys.Length * 2]);
        for (var i = 0; i < keys.Length; i++)
        {
            if (orders[i] == 0)
                continue;
            var slot = Slot(keys[i]);
            (_keys[slot], _orders[slot]) = (keys[i], orders[i]);
        }
    }
}
