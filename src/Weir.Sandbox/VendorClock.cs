using Weir.Sandbox.Faults;

namespace Weir.Sandbox;

/// <summary>The clock on the vendor's machine: the real one, off by whatever a clockSkew fault says.</summary>
internal sealed class VendorClock(TimeProvider real, FaultBook faults, string vendor) : TimeProvider
{
    /// <summary>Both vendors run on Chinese time and write it without an offset; China has had no summer time since 1991.</summary>
    public static readonly TimeSpan China = TimeSpan.FromHours(8);

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + faults.Skew(vendor);

    public override long GetTimestamp() => real.GetTimestamp();

    public override long TimestampFrequency => real.TimestampFrequency;

    /// <summary>Wall time in China, to the second.</summary>
    public DateTime ChinaNow()
    {
        var now = GetUtcNow().ToOffset(China).DateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
