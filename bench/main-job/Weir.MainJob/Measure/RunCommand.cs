using System.Globalization;

namespace Weir.MainJob.Measure;

/// <summary><c>run</c>: every contender in turn against the same two servers, for each record count.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var faults = 0;
        foreach (var records in options.List("records", "100000").Select(Options.ParseNumber))
            faults += await RunAsync(options, records);
        return faults == 0 ? 0 : 2;
    }

    private static async Task<int> RunAsync(Options options, long records)
    {
        var work = Directory.CreateTempSubdirectory("weir-main-job-");
        if (options.Text("work") is { } parent)
        {
            work.Delete();
            work = Directory.CreateDirectory(Path.Combine(parent, work.Name));
        }
        try
        {
            await using var servers = await Servers.StartAsync(records, options);
            await WarmAsync(options, servers, work.FullName);
            var results = new List<Measurement>();
            for (var round = 0; round < options.Number("repeat", 1); round++)
            {
                foreach (var contender in Contender.From(options))
                    results.AddRange(await MeasureAsync(contender, servers, Path.Combine(work.FullName, contender.Name), records, options));
            }
            Console.WriteLine(
                $"\n{records.ToString("#,0", CultureInfo.InvariantCulture)} records{(options.Flag("random-keys") ? ", random keys" : "")}\n"
            );
            Console.WriteLine(Report.Table(results));
            return results.Count(r => r.Fault.Length > 0);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>Lets both servers compile their hot paths before anyone is measured.</summary>
    private static async Task WarmAsync(Options options, Servers servers, string work)
    {
        var warm = Contender.OfBaseline(Contender.Baseline, options, "--page-limit", "200");
        await ContenderRun.RunAsync(warm, servers, Path.Combine(work, "warm"), 0);
    }

    private static async Task<List<Measurement>> MeasureAsync(
        Contender contender,
        Servers servers,
        string work,
        long records,
        Options options
    )
    {
        var data = Path.Combine(work, "data");
        await servers.ResetAsync();
        List<Measurement> results = [await ContenderRun.RunAsync(contender, servers, data, records)];
        Console.WriteLine(Report.Line(results[0]));
        if (options.Flag("second-run") && !results[0].Is(Contender.Baseline))
        {
            await servers.Source.ResetAsync();
            await servers.Sink.ResetClockAsync();
            var second = await ContenderRun.RunAsync(contender with { Name = contender.Name + " again" }, servers, data, records);
            Console.WriteLine(Report.Line(second));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{contender.Name}: second run ÷ first run = {second.Seconds / results[0].Seconds:0.000}"
                )
            );
            results.Add(second);
        }
        Directory.Delete(work, recursive: true);
        return results;
    }
}
