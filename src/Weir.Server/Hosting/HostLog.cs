using Microsoft.Extensions.Logging;

namespace Weir.Server.Hosting;

/// <summary>Logs go to standard error, one line each; libraries are heard only when something is wrong.</summary>
internal static class HostLog
{
    public static void Configure(ILoggingBuilder logging, LogLevel own)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss ";
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options =>
            options.LogToStandardErrorThreshold = LogLevel.Trace
        );
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Weir", own);
        // Orleans tells about every embedded start that its cluster is for development; the embedded engine is meant to be one.
        logging.AddFilter("Orleans", LogLevel.Error);
        logging.AddFilter("Microsoft.Orleans", LogLevel.Error);
        // A host that cannot start throws the same, and the command says it in one sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
