using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <summary>Reads one slice. Key: flow/slice.</summary>
public interface IReaderGrain : IGrainWithStringKey
{
    /// <summary>Begins to read; answers at once.</summary>
    Task StartAsync(RunContext run, SliceRecord slice);

    /// <summary>Stops after the page under way and answers when it has stopped.</summary>
    [ResponseTimeout("00:10:00")]
    Task StopAsync();
}

/// <summary>Delivers one lane of one target. Key: flow/target/lane.</summary>
public interface ILaneGrain : IGrainWithStringKey
{
    /// <summary>Begins to deliver; answers at once.</summary>
    Task StartAsync(RunContext run, int target, int lane);

    /// <summary>Stops after the call under way and answers when it has stopped.</summary>
    [ResponseTimeout("00:10:00")]
    Task StopAsync();
}
