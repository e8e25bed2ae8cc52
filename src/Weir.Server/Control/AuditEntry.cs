namespace Weir.Server.Control;

/// <summary>One change of state, in a chain of hashes: an entry that is changed or taken out breaks the chain.</summary>
internal sealed class AuditEntry
{
    /// <summary>Its number, without gaps from 1.</summary>
    public long Id { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who, as shown: name and mail address, or the name of a token.</summary>
    public required string Who { get; set; }

    /// <summary>Id of the person, if it was one.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>From which address.</summary>
    public required string Address { get; set; }

    /// <summary>In which workspace; empty = none.</summary>
    public required string WorkspaceId { get; set; }

    /// <summary>What was done: the name of the operation of the API.</summary>
    public required string Action { get; set; }

    /// <summary>On what, for example flow/customers.</summary>
    public required string Subject { get; set; }

    /// <summary>How it was before, as JSON without secrets.</summary>
    public string? Before { get; set; }

    /// <summary>How it is now, as JSON without secrets.</summary>
    public string? After { get; set; }

    /// <summary>SHA-256 over the entry before and this one.</summary>
    public required byte[] Hash { get; set; }
}
