using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;
using Weir.Server.Auth;
using Weir.Server.Commands;

namespace Weir.Server.Api;

/// <summary>A kind of system.</summary>
/// <param name="Id">Its id in connection files.</param>
/// <param name="Label">Its name in Chinese.</param>
/// <param name="LabelEn">Its name in English.</param>
/// <param name="Description">What it is for, and where its facts come from (Markdown).</param>
/// <param name="Limits">Limits of a connection unless its file says otherwise.</param>
/// <param name="Settings">JSON Schema of a connection's settings.</param>
/// <param name="Operations">What can be called.</param>
internal sealed record ConnectorView(
    string Id,
    string Label,
    string LabelEn,
    string Description,
    LimitsView Limits,
    JsonObject Settings,
    IReadOnlyList<OperationView> Operations
);

/// <summary>One callable thing of a connector.</summary>
/// <param name="Id">Its id in flow files.</param>
/// <param name="Role">What it is used as.</param>
/// <param name="Label">Its name in Chinese.</param>
/// <param name="LabelEn">Its name in English.</param>
/// <param name="Description">What it does.</param>
/// <param name="Key">Source: path of the key unless the flow names one.</param>
/// <param name="Windowed">Source: true if it reads by time windows.</param>
/// <param name="Fields">Its fields, as far as they are known.</param>
/// <param name="Settings">JSON Schema of a node's operation settings.</param>
internal sealed record OperationView(
    string Id,
    OperationRole Role,
    string Label,
    string LabelEn,
    string? Description,
    string? Key,
    bool Windowed,
    IReadOnlyList<FieldDescription> Fields,
    JsonObject Settings
);

/// <summary>Connectors: what can be connected, and with which settings.</summary>
internal static class ConnectorsApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/connectors", List).Named("listConnectors", "Connectors").Needs(Permission.ConnectionsRead);

    /// <summary>Lists the connectors</summary>
    /// <remarks>Manifest of each: operations, fields, and the JSON Schema of all settings, with labels and secret marks for forms.</remarks>
    internal static Ok<ConnectorView[]> List() =>
        TypedResults.Ok(Inputs.Connectors.Values.Select(c => c.Manifest).OrderBy(m => m.Id, StringComparer.Ordinal).Select(View).ToArray());

    private static ConnectorView View(ConnectorManifest manifest) =>
        new(
            manifest.Id,
            manifest.Label,
            manifest.LabelEn,
            manifest.Description,
            LimitsView.Of(manifest.Limits),
            SettingsSchema.Of(manifest.SettingsType),
            [
                .. manifest.Operations.Select(o => new OperationView(
                    o.Id,
                    o.Role,
                    o.Label,
                    o.LabelEn,
                    o.Description,
                    o.KeyPath,
                    o.Windowed,
                    o.Fields,
                    SettingsSchema.Of(o.SettingsType)
                )),
            ]
        );
}
