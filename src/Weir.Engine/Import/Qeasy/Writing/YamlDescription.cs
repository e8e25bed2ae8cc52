namespace Weir.Engine.Import.Qeasy;

/// <summary>A value as a short text for a report.</summary>
internal static class YamlDescription
{
    public static string Of(YamlPart part) =>
        part switch
        {
            YamlString text => text.Text,
            YamlRaw raw => raw.Text,
            YamlList list => $"[{string.Join(", ", list.Items.Select(Of))}]",
            YamlGroup group =>
                $"{{{string.Join(", ", group.Lines.Where(l => l.Key is not null).Select(l => $"{l.Key}: {Of(l.Value!)}"))}}}",
            _ => throw new InvalidOperationException($"{part.GetType().Name} has no text."),
        };
}
