using Weir.Engine.Ledger;
using Weir.Sdk.Records;

namespace Weir.Storage.Embedded;

/// <summary>The frame that was read last.</summary>
internal sealed class OpenFrame(PayloadFiles payloads) : IDisposable
{
    private long _name;
    private RecordSlab? _slab;

    public ReadOnlySpan<byte> Record(long name, int place)
    {
        if (_slab is null || name != _name)
        {
            _slab?.Dispose();
            _slab = null;
            _slab = PayloadFrame.Decode(payloads.Read(name));
            _name = name;
        }
        return _slab[place];
    }

    public void Dispose() => _slab?.Dispose();
}
