using System.Diagnostics;

namespace Weir.MainJob;

/// <summary>When the first real request came, on the machine's monotonic clock, which all processes share.</summary>
internal sealed class FirstCall
{
    private long _ticks;

    public long Ticks => Volatile.Read(ref _ticks);

    public void Note()
    {
        if (Volatile.Read(ref _ticks) == 0)
            Interlocked.CompareExchange(ref _ticks, Stopwatch.GetTimestamp(), 0);
    }

    public void Reset() => Volatile.Write(ref _ticks, 0);
}
