namespace Weir.Storage.Embedded.Search;

/// <summary>The fields of a flow that are looked in.</summary>
/// <param name="HasNumber">True if the first is the number that people know a document by.</param>
/// <param name="Fields">Their paths.</param>
internal sealed record Declared(bool HasNumber, IReadOnlyList<string> Fields)
{
    public static readonly Declared Nothing = new(HasNumber: false, []);

    private const char Separator = '\n';

    private string Text => string.Join(Separator, Fields);

    public static Dictionary<string, Declared> All(SqliteDb index)
    {
        using var read = index.Prepare("SELECT flow, number, fields FROM declared");
        var all = new Dictionary<string, Declared>(StringComparer.Ordinal);
        while (read.Step())
            all[read.Text(0)] = new Declared(read.Int(1) == 1, read.Text(2).Split(Separator, StringSplitOptions.RemoveEmptyEntries));
        return all;
    }

    /// <summary>Writes it; true if the fields are others than before, so that the flow's documents are to be read again. Inside a transaction.</summary>
    public bool Save(SqliteDb index, string flow)
    {
        var before = All(index).GetValueOrDefault(flow, Nothing);
        using var write = index.Prepare(
            "INSERT INTO declared(flow, number, fields) VALUES(?1, ?2, ?3) ON CONFLICT(flow) DO UPDATE SET number=?2, fields=?3"
        );
        write.Bind(1, flow).Bind(2, HasNumber ? 1 : 0).Bind(3, Text).Run();
        return !string.Equals(before.Text, Text, StringComparison.Ordinal);
    }
}
