namespace Weir.Engine.Runtime;

/// <summary>Waits between attempts: doubled each time, capped, with jitter so that many do not come back at once.</summary>
public static class Backoff
{
    /// <summary>The wait before attempt <paramref name="tries"/> + 1: between half and all of min(cap, first × 2^(tries-1)).</summary>
    public static TimeSpan After(int tries, TimeSpan first, TimeSpan cap, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var doubled = first.TotalMilliseconds * Math.Pow(2, Math.Clamp(tries - 1, 0, 30));
        var limit = Math.Min(cap.TotalMilliseconds, doubled);
        return TimeSpan.FromMilliseconds((limit / 2) + (random.NextDouble() * limit / 2));
    }
}
