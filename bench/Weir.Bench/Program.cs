using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Weir.Bench;

switch (args)
{
    case ["fill", var directory, var documents, ..]:
        var failed = args.Length > 3 ? long.Parse(args[3], CultureInfo.InvariantCulture) : 0;
        await LedgerFill.RunAsync(directory, long.Parse(documents, CultureInfo.InvariantCulture), failed);
        break;
    case ["search", var directory, var documents]:
        await SearchFigures.RunAsync(directory, long.Parse(documents, CultureInfo.InvariantCulture));
        break;
    default:
        // In this process: no project is generated and built aside, so it runs wherever the repository builds.
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkSwitcher.FromAssembly(typeof(AgentPage).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
        break;
}
