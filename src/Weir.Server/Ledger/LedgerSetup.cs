using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Weir.Server.Ledger;

/// <summary>Puts together what people do with the ledger.</summary>
internal static class LedgerSetup
{
    public static void AddLedgerForPeople(this IServiceCollection services, string data)
    {
        services.AddSingleton(new ExportFiles(data));
        services.AddSingleton<DocumentSubjects>();
        services.AddSingleton<MappedNow>();
        services.AddSingleton<Timelines>();
        services.AddSingleton<EventListeners>();
        services.AddSingleton<FlowLog>();
        services.AddSingleton<ILoggerProvider>(s => s.GetRequiredService<FlowLog>());
        // Whatever the console shows.
        services.AddLogging(logging => logging.AddFilter<FlowLog>("Weir", LogLevel.Information));
        services.AddHostedService<SearchIndexing>();
        services.AddSingleton<DocumentJobRunner>();
        services.AddHostedService(s => s.GetRequiredService<DocumentJobRunner>());
    }

    public static void MapLedgerForPeople(this IEndpointRouteBuilder api)
    {
        SearchApi.Map(api);
        ErrorGroupsApi.Map(api);
        TimelineApi.Map(api);
        CorrectionApi.Map(api);
        DocumentJobsApi.Map(api);
        EventsApi.Map(api);
    }
}
