namespace Weir.Engine.Ledger;

/// <summary>When a delivery brings one of a target that follows into being. The numbers are stored; never renumber.</summary>
[Flags]
public enum FollowOn
{
    /// <summary>Never: the target takes from the ledger.</summary>
    None = 0,

    /// <summary>When it was delivered.</summary>
    Delivered = 1,

    /// <summary>When it failed, or is held for a person.</summary>
    Failed = 2,
}

/// <summary>A target that follows another.</summary>
/// <param name="Target">Node of the target that follows.</param>
/// <param name="Lead">Node of the target that it follows.</param>
/// <param name="On">When.</param>
public sealed record FollowRegistration(string Target, string Lead, FollowOn On);

/// <summary>Why a delivery that follows another is there.</summary>
/// <param name="Queue">The queue of the delivery that it follows.</param>
/// <param name="Frame">The payload frame with what came of that one, one JSON object of members for the record; 0 if there is none.</param>
/// <param name="Place">Its place in the frame.</param>
/// <param name="Again">True if it was settled before and that one has failed once more.</param>
public sealed record FollowedDelivery(int Queue, long Frame, int Place, bool Again);
