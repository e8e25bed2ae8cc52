using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping.Members;

/// <summary>One value of a mapping, compiled.</summary>
internal abstract class Member
{
    /// <summary>What stands before it in an object: <c>"FName":</c>; empty in a list.</summary>
    public required byte[] Name { get; init; }

    /// <summary>The target field.</summary>
    public required TargetField Field { get; init; }

    /// <summary>Writes the value, without its name. Returns false when it is empty; what was written by then is cut off again.</summary>
    public abstract bool Write(scoped ref Row row, MapContext context, Utf8Output output);

    /// <summary>Writes members into an object; returns false when all are empty.</summary>
    public static bool WriteObject(Member[] members, scoped ref Row row, MapContext context, Utf8Output output)
    {
        output.Add((byte)'{');
        var any = false;
        foreach (var member in members)
        {
            var start = output.Length;
            if (any)
                output.Add((byte)',');
            output.Add(member.Name);
            if (member.Write(ref row, context, output))
                any = true;
            else
                output.CutBack(start);
        }
        output.Add((byte)'}');
        return any;
    }
}
