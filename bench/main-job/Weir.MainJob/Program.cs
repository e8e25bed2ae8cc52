using Weir.MainJob;
using Weir.MainJob.Baseline;
using Weir.MainJob.Measure;
using Weir.MainJob.Sink;
using Weir.MainJob.Source;

if (args.Length == 0)
    return Usage();
var options = Options.Parse(args.AsSpan(1));
return args[0] switch
{
    "source" => await SourceServer.RunAsync(options),
    "sink" => await SinkServer.RunAsync(options),
    "baseline" => await BaselineJob.RunAsync(options, durable: false),
    "baseline-sqlite" => await BaselineJob.RunAsync(options, durable: true),
    "run" => await RunCommand.RunAsync(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        source          [--records N] [--random-keys] [--exact-window] [--port P]
        sink            [--port P]
        baseline        --source URL --sink URL [--senders K] [--page-size 500] [--page-limit P]
        baseline-sqlite the same, and --data DIR
        run             [--records N[,N2]] [--random-keys] [--exact-window] [--repeat K] [--only a,b] [--senders K]
                        [--weir PATH [--flow FILE] [--connections FILE] [--second-run]] [--work DIR]
        """
    );
    return 1;
}
