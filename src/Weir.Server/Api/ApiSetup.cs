using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Weir.Server.Audit;
using Weir.Server.Auth;
using Weir.Server.Hooks;
using Weir.Server.Ledger;

namespace Weir.Server.Api;

/// <summary>Puts the REST API together.</summary>
internal static class ApiSetup
{
    /// <summary>Name of the OpenAPI document.</summary>
    public const string Version = "v1";

    private const string Description = """
        Flows, runs, the ledger of documents, connections and connectors of one Weir server.
        Errors are problem details (RFC 9457) with a stable `code`. Lists are paged by seek: pass `next` of one page as `after` of the next.
        Calls that change something are sent as `application/json` or with the header `X-Requested-With`. A browser signs in at /session and has a
        cookie; a program shows a personal access token, or the token of the server's --token-file: `Authorization: Bearer …`. A caller sees what
        belongs to its workspace and nothing else.
        """;

    public static void AddApi(this IServiceCollection services)
    {
        services.AddRouting();
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiFaults>();
        services.AddScoped<FlowDesk>();
        services.AddSingleton<Releasing>();
        services.AddSingleton(new HookProof(Environment.GetEnvironmentVariable));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.NumberHandling = JsonNumberHandling.Strict;
            // What a request leaves out is told, and never a null where none is expected.
            options.RespectNullableAnnotations = true;
            options.RespectRequiredConstructorParameters = true;
            options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        });
        services.AddOpenApi(
            Version,
            openApi =>
            {
                openApi.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "Weir 堰",
                            Version = Version,
                            Description = Description,
                        };
                        // The address is whatever the caller called; the committed document must not have one.
                        document.Servers = [];
                        return Task.CompletedTask;
                    }
                );
                openApi.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
                            DescribeCode(schema);
                        return Task.CompletedTask;
                    }
                );
            }
        );
    }

    private static void DescribeCode(OpenApiSchema problem)
    {
        problem.Properties ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        problem.Properties["code"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "Stable name of the problem, for example flow-unknown.",
        };
        problem.Required = new HashSet<string>(StringComparer.Ordinal) { "code", "title", "status" };
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapOpenApi().NeedsNothing();
        HealthApi.MapOpen(app);
        HooksApi.Map(app);
        var api = app.MapGroup("/api/v1");
        FlowsApi.Map(api);
        FlowGraphApi.Map(api);
        FlowEditApi.Map(api);
        FlowVersionsApi.Map(api);
        RunsApi.Map(api);
        BackfillsApi.Map(api);
        ReconciliationsApi.Map(api);
        DocumentsApi.Map(api);
        DeliveriesApi.Map(api);
        ConnectionsApi.Map(api);
        ConnectionEditApi.Map(api);
        ConnectorsApi.Map(api);
        HealthApi.Map(api);
        SessionApi.Map(api);
        MeApi.Map(api);
        TokensApi.Map(api);
        PeopleApi.Map(api);
        InvitationsApi.Map(api);
        WorkspacesApi.Map(api);
        AuditApi.Map(api);
        api.MapLedgerForPeople();
    }

    /// <summary>Names an operation and says by which problems it can be refused.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string name, string tag, params int[] problems)
    {
        route.WithName(name).WithTags(tag);
        foreach (var status in problems)
            route.ProducesProblem(status);
        return route;
    }
}
