namespace Weir.MainJob.Measure;

/// <summary>One run of one contender.</summary>
internal sealed record Measurement(string Name, long Records)
{
    public required double Seconds { get; init; }
    public required double CpuSeconds { get; init; }
    public required double PeakMegabytes { get; init; }
    public required double SourceCpuSeconds { get; init; }
    public required double SinkCpuSeconds { get; init; }
    public required long SourceBytes { get; init; }
    public required double DataMegabytes { get; init; }

    /// <summary>From the start of the process to the first request at either server.</summary>
    public required double FirstCallSeconds { get; init; }

    /// <summary>What was wrong with the run; empty when every record arrived exactly once.</summary>
    public required string Fault { get; init; }
    public required string LastLine { get; init; }

    public bool Is(string name) => Name.Equals(name, StringComparison.Ordinal);

    public double PerSecond => Records / Seconds;
    public double PerSecondFromFirstCall => Records / (Seconds - FirstCallSeconds);
    public double CpuPerThousand => CpuSeconds * 1000 / Records;
}
