namespace Weir.Engine.Ledger;

/// <summary>Where a delivery is. The numbers are stored; never renumber.</summary>
public enum DeliveryState
{
    /// <summary>In the queue. A document without a delivery row is waiting.</summary>
    Waiting = 0,

    /// <summary>In an attempt that is open. Never stored in a row: the open attempt says it.</summary>
    Sending = 1,

    /// <summary>In the target, complete.</summary>
    Delivered = 2,

    /// <summary>Tried, will be tried again at its due time.</summary>
    Retrying = 3,

    /// <summary>Sent, and it is not known whether the target took it; the target is asked at the due time.</summary>
    InDoubt = 4,

    /// <summary>A person must act.</summary>
    Failed = 5,

    /// <summary>Kept back until a person releases it.</summary>
    Held = 6,

    /// <summary>Dropped by a rule of the flow; the row names the rule.</summary>
    Rejected = 7,
}
