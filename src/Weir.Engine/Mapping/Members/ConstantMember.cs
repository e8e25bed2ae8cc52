using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping.Members;

/// <summary>The same for every record: ready-made bytes.</summary>
internal sealed class ConstantMember : Member
{
    public required byte[] Bytes { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output)
    {
        output.Add(Bytes);
        return true;
    }
}
