namespace Weir.Engine.Import.Qeasy;

/// <summary>A scheme as a flow.</summary>
/// <param name="File">The file it came from.</param>
/// <param name="Name">Name of the flow.</param>
/// <param name="Title">Title of the scheme.</param>
/// <param name="Yaml">The flow file.</param>
/// <param name="Report">What became of everything.</param>
/// <param name="Files">Files beside the flow, by their relative path.</param>
public sealed record ImportedFlow(
    string File,
    string Name,
    string Title,
    string Yaml,
    ImportReport Report,
    IReadOnlyDictionary<string, string> Files
)
{
    /// <summary>What the scheme did, in a few lines.</summary>
    public IReadOnlyList<string> About { get; init; } = [];

    /// <summary>The report for people, in Chinese.</summary>
    public string ReportMarkdown => Qeasy.ReportMarkdown.Write(this);

    /// <summary>The report for programs.</summary>
    public string ReportJson => Qeasy.ReportJson.Write(this);
}
