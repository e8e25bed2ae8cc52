namespace Weir.Engine.Flows;

/// <summary>How bad a problem is.</summary>
public enum Severity
{
    /// <summary>The flow runs; somebody should look.</summary>
    Warning,

    /// <summary>The flow cannot run.</summary>
    Error,
}

/// <summary>One thing that is wrong with a flow file.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Path">Where in the document, for example <c>nodes.customer.fields.FName</c>.</param>
/// <param name="Message">What is wrong and, where it can be told, what was meant.</param>
public sealed record FlowProblem(Severity Severity, int Line, int Column, string Path, string Message)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{Line}:{Column} {(Severity == Severity.Error ? "error" : "warning")} {(Path.Length == 0 ? "" : Path + ": ")}{Message}";
}
