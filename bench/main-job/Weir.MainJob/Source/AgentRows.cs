namespace Weir.MainJob.Source;

/// <summary>Row templates: a record is a copy of one of them with five fixed-width slots patched.</summary>
internal sealed class AgentRows
{
    private const int Variants = 512;
    private readonly Template[] _templates;
    private readonly KeySpace _keys;
    private readonly UpdateTimes _times;

    public AgentRows(KeySpace keys, UpdateTimes times)
    {
        (_keys, _times) = (keys, times);
        var fields = new AgentFields(keys.Width);
        _templates = [.. Enumerable.Range(0, Variants).Select(i => Template.Of(fields.Build(i)))];
        Longest = _templates.Max(t => t.Bytes.Length);
    }

    public int Longest { get; }

    public int Length(long index) => _templates[index & (Variants - 1)].Bytes.Length;

    public int Write(Span<byte> target, long index)
    {
        var template = _templates[index & (Variants - 1)];
        template.Bytes.CopyTo(target);
        Digits.Write(target.Slice(template.Id, _keys.Width), _keys.KeyAt(index));
        Digits.Write(target.Slice(template.Serial, AgentFields.SerialWidth), index);
        Digits.Write(target.Slice(template.Mobile, 9), index * 7_919 % 1_000_000_000);
        Digits.Write(target.Slice(template.Contract, 10), index * 104_729 % 10_000_000_000);
        _times.Write(target[template.Time..], index);
        return template.Bytes.Length;
    }

    private sealed record Template(byte[] Bytes, int Id, int Serial, int Time, int Mobile, int Contract)
    {
        public static Template Of(byte[] bytes) =>
            new(
                bytes,
                bytes.AsSpan().IndexOf((byte)AgentFields.Id),
                bytes.AsSpan().IndexOf((byte)AgentFields.Serial),
                bytes.AsSpan().IndexOf((byte)AgentFields.Time),
                bytes.AsSpan().IndexOf((byte)AgentFields.Mobile),
                bytes.AsSpan().IndexOf((byte)AgentFields.Contract)
            );
    }
}
