namespace Weir.Server.Control;

/// <summary>A flow of this server: which version runs, and what somebody is writing.</summary>
internal sealed class StoredFlow
{
    /// <summary>Its stable name, by which the ledger knows it; one of a kind on the server.</summary>
    public required string Name { get; set; }

    /// <summary>Its workspace.</summary>
    public required string WorkspaceId { get; set; }

    /// <summary>The version that runs; null = none was published.</summary>
    public int? Published { get; set; }

    /// <summary>The draft; null = none.</summary>
    public string? Draft { get; set; }

    /// <summary>The version the draft was begun from; 0 = from nothing.</summary>
    public int DraftBase { get; set; }

    /// <summary>The file it was last taken from; null = it was made here.</summary>
    public string? FilePath { get; set; }

    /// <summary>Hash of that file as it was taken: only another content is a new version, so that a start does not undo what was published here.</summary>
    public string? FileHash { get; set; }

    /// <summary>Counts every change; what an ETag shows.</summary>
    public int Revision { get; set; }

    /// <summary>Who changed it last.</summary>
    public required string ChangedBy { get; set; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A published version of a flow; never changed.</summary>
internal sealed class FlowVersion
{
    /// <summary>The flow.</summary>
    public required string Flow { get; set; }

    /// <summary>Its number, from 1.</summary>
    public int Number { get; set; }

    /// <summary>The text.</summary>
    public required string Yaml { get; set; }

    /// <summary>What its author says about it.</summary>
    public required string Note { get; set; }

    /// <summary>Who published it.</summary>
    public required string Author { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A connection of this server.</summary>
internal sealed class StoredConnection
{
    /// <summary>Its stable name, one of a kind on the server.</summary>
    public required string Name { get; set; }

    /// <summary>Its workspace.</summary>
    public required string WorkspaceId { get; set; }

    /// <summary>Id of its connector.</summary>
    public required string Connector { get; set; }

    /// <summary>Its settings as JSON, sealed by the vault as a whole: an address may hold a key as well.</summary>
    public required byte[] Settings { get; set; }

    /// <summary>Its limits as JSON.</summary>
    public required string Limits { get; set; }

    /// <summary>Counts every change; what an ETag shows.</summary>
    public int Revision { get; set; }

    /// <summary>Who changed it last.</summary>
    public required string ChangedBy { get; set; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A key that seals secrets, itself sealed by a master key.</summary>
internal sealed class DataKey
{
    /// <summary>Its number.</summary>
    public int Id { get; set; }

    /// <summary>Which master key seals it.</summary>
    public required string MasterKeyId { get; set; }

    /// <summary>The sealed key.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
