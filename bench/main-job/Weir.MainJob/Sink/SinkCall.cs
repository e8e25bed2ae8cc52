using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Weir.MainJob.Sink;

/// <summary>The buffers of one call, kept for the next.</summary>
internal sealed class SinkCall
{
    private byte[] _body = new byte[256 * 1024];
    private int _length;

    public SaveRequest Save { get; } = new();
    public List<int> Ids { get; } = [];
    public ArrayBufferWriter<byte> Answer { get; } = new(64 * 1024);
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _length);

    public async Task ReadBodyAsync(HttpRequest request)
    {
        _length = 0;
        Save.Clear();
        Ids.Clear();
        Answer.ResetWrittenCount();
        if (request.ContentLength > _body.Length)
            _body = new byte[request.ContentLength.Value];
        while (await request.Body.ReadAsync(_body.AsMemory(_length), request.HttpContext.RequestAborted) is var read and > 0)
        {
            _length += read;
            if (_length == _body.Length && _length != request.ContentLength)
                Array.Resize(ref _body, _body.Length * 2);
            else if (_length == request.ContentLength)
                break;
        }
    }
}
