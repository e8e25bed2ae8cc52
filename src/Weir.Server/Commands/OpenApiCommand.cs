using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;
using Weir.Server.Api;
using Weir.Server.Hosting;
using Weir.Server.Secrets;
using Weir.Storage.Embedded;

namespace Weir.Server.Commands;

/// <summary><c>weir openapi</c>: prints the description of the REST API; <c>openapi.json</c> is made with it.</summary>
internal static class OpenApiCommand
{
    public static Command Build()
    {
        var command = new Command(
            "openapi",
            "Prints the OpenAPI document of the REST API.\n\nExample:\n  weir openapi > src/Weir.Server/openapi.json"
        )
        {
            Hidden = true,
        };
        command.SetAction((_, stop) => PrintAsync(stop));
        return command;
    }

    private static async Task<int> PrintAsync(CancellationToken stop)
    {
        var data = Directory.CreateTempSubdirectory("weir-openapi-").FullName;
        try
        {
            await using var ledger = SqliteLedger.Open(data, TimeProvider.System);
            // Built, not started: the document is made from the routes alone.
            await using var app = ServerHost.Build(
                new ServerSetup(data, ledger, [], new FlowFiles([]), ["http://127.0.0.1:0"], AccessRules.LocalOnly)
                {
                    Master = MasterKey.Random(),
                },
                LogLevel.Warning
            );
            Console.Out.WriteLine(await WriteAsync(app, stop));
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>The document of a server.</summary>
    public static async Task<string> WriteAsync(WebApplication app, CancellationToken stop)
    {
        var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(ApiSetup.Version);
        var document = await provider.GetOpenApiDocumentAsync(stop);
        await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return text.ToString();
    }
}
