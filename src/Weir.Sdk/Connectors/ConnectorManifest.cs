namespace Weir.Sdk.Connectors;

/// <summary>What a connector is: its name, its settings and its operations. Everything a form or a docs page shows comes from here.</summary>
/// <param name="Id">Stable id used in connection files, for example <c>kingdee-cloud</c>.</param>
/// <param name="Label">Name in Chinese.</param>
/// <param name="LabelEn">Name in English.</param>
/// <param name="SettingsType">The settings record of a connection.</param>
/// <param name="Operations">All operations; an id ending in <c>*</c> stands for any operation with that prefix.</param>
public sealed record ConnectorManifest(
    string Id,
    string Label,
    string LabelEn,
    Type SettingsType,
    IReadOnlyList<OperationDescriptor> Operations
)
{
    /// <summary>What the connector is for, and where its facts come from (Markdown, zh-CN).</summary>
    public required string Description { get; init; }

    /// <summary>Limits of a connection unless its file says otherwise.</summary>
    public ConnectionLimits Limits { get; init; } = new();

    /// <summary>Table of the vendor's known errors.</summary>
    public IReadOnlyList<Errors.KnownError> KnownErrors { get; init; } = [];
}

/// <summary>How hard a connection may be used.</summary>
public sealed record ConnectionLimits
{
    /// <summary>Calls at one time. Default 4.</summary>
    public int ConcurrentCalls { get; init; } = 4;

    /// <summary>Calls a second; 0 = no limit. Default 0.</summary>
    public double CallsPerSecond { get; init; }

    /// <summary>Time limit of one call. Default 180 seconds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(180);
}

/// <summary>What an operation is used as.</summary>
public enum OperationRole
{
    /// <summary>Reads records, page by page.</summary>
    Source,

    /// <summary>Takes documents, batch by batch.</summary>
    Target,

    /// <summary>Finds rows by the values of fields.</summary>
    Lookup,
}

/// <summary>One callable thing of a connector (接口).</summary>
/// <param name="Id">Stable id, for example <c>agentInfo.list</c>.</param>
/// <param name="Role">What it is used as.</param>
/// <param name="Label">Name in Chinese.</param>
/// <param name="LabelEn">Name in English.</param>
/// <param name="SettingsType">The settings record of a node that uses it.</param>
public sealed record OperationDescriptor(string Id, OperationRole Role, string Label, string LabelEn, Type SettingsType)
{
    /// <summary>Fields as far as they are known without asking the system; empty = unknown, nothing is checked.</summary>
    public IReadOnlyList<FieldDescription> Fields { get; init; } = [];

    /// <summary>Fields that depend on the node's settings (on a form id, say), as far as they are known without asking the system.</summary>
    public Func<System.Text.Json.JsonElement, IReadOnlyList<FieldDescription>>? FieldsOf { get; init; }

    /// <summary>All fields known for a node with these settings.</summary>
    public IReadOnlyList<FieldDescription> KnownFields(System.Text.Json.JsonElement settings) => FieldsOf?.Invoke(settings) ?? Fields;

    /// <summary>
    /// Target: the field that identifies a document for a node with these settings, as <see cref="ITarget.IdentityField"/> gives it, without opening the
    /// target; null where there is none.
    /// </summary>
    public Func<System.Text.Json.JsonElement, string?>? IdentityOf { get; init; }

    /// <summary>Source: the path of the key unless the flow names one.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Source: true if it reads by time windows.</summary>
    public bool Windowed { get; init; }

    /// <summary>Source: taken off the low end of every window, because the source's clock and commits are not ours.</summary>
    public TimeSpan Overlap { get; init; }

    /// <summary>What it does and where the facts come from.</summary>
    public string? Description { get; init; }
}
