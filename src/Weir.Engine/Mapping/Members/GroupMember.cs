using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping.Members;

/// <summary>A group: an object with further fields.</summary>
internal sealed class GroupMember : Member
{
    public required Member[] Members { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output) => WriteObject(Members, ref row, context, output);
}

/// <summary>A list that is laid out in the mapping.</summary>
internal sealed class ListMember : Member
{
    public required Member[] Items { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output)
    {
        output.Add((byte)'[');
        var any = false;
        foreach (var item in Items)
        {
            var start = output.Length;
            if (any)
                output.Add((byte)',');
            if (item.Write(ref row, context, output))
                any = true;
            else
                output.CutBack(start);
        }
        output.Add((byte)']');
        return any;
    }
}
