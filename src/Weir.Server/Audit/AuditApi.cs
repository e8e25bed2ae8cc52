using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Api;
using Weir.Server.Auth;
using Weir.Server.Control;

namespace Weir.Server.Audit;

/// <summary>One change.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Address">From where.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">On what.</param>
/// <param name="Before">How it was, without secrets.</param>
/// <param name="After">How it is, without secrets.</param>
internal sealed record AuditView(
    long Id,
    DateTimeOffset At,
    string Who,
    string Address,
    string Action,
    string Subject,
    JsonNode? Before,
    JsonNode? After
)
{
    public static AuditView Of(AuditEntry entry) =>
        new(entry.Id, entry.At, entry.Who, entry.Address, entry.Action, entry.Subject, Json(entry.Before), Json(entry.After));

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);
}

/// <summary>Whether the chain of the audit log is whole.</summary>
/// <param name="Ok">True if no entry was changed or taken out.</param>
/// <param name="Entries">How many there are, up to the first that is broken.</param>
/// <param name="BrokenAt">Number of the first entry that does not follow from the one before.</param>
internal sealed record AuditCheck(bool Ok, long Entries, long? BrokenAt);

/// <summary>The audit log: who changed what.</summary>
internal static class AuditApi
{
    private const string Tag = "Audit";
    private const int LongestSearch = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", ListAsync).Named("listAudit", Tag, 400).Needs(Permission.AuditRead);
        api.MapGet("/audit/export", ExportAsync).Named("exportAudit", Tag).Needs(Permission.AuditRead).Produces<string>(200, "text/csv");
        api.MapGet("/audit/check", CheckAsync).Named("checkAudit", Tag).Needs(Permission.AuditRead);
    }

    /// <summary>Lists changes</summary>
    /// <remarks>Newest first, of the workspace, and sign-ins that were refused.</remarks>
    /// <param name="who">Only by whom, a part of the name or mail address.</param>
    /// <param name="action">Only this action.</param>
    /// <param name="subject">Only on what, a part of it.</param>
    /// <param name="after">next of the page before.</param>
    /// <param name="limit">Most items, 1 to 500; default 50.</param>
    /// <param name="caller">From the server.</param>
    /// <param name="db">From the server.</param>
    /// <param name="cancellationToken">From the server.</param>
    internal static async Task<Results<Ok<Page<AuditView>>, ProblemHttpResult>> ListAsync(
        string? who,
        string? action,
        string? subject,
        string? after,
        int? limit,
        Caller caller,
        ControlDb db,
        CancellationToken cancellationToken
    )
    {
        if (Paging.Limit(limit) is not { } most || Paging.Place(after, long.MaxValue) is not { } place)
            return Paging.Wrong();
        if (who?.Length > LongestSearch || subject?.Length > LongestSearch)
            return Problems.BadRequest("search-invalid", $"A search has at most {LongestSearch} characters.");
        var entries = await Seen(db, caller)
            .Where(e => e.Id < place)
            .Where(e => who == null || EF.Functions.Like(e.Who, Pattern(who), "\\"))
            .Where(e => action == null || e.Action == action)
            .Where(e => subject == null || EF.Functions.Like(e.Subject, Pattern(subject), "\\"))
            .OrderByDescending(e => e.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new Page<AuditView>(entries.ConvertAll(AuditView.Of), entries.Count == most ? Paging.Text(entries[^1].Id) : null)
        );
    }

    private static IQueryable<AuditEntry> Seen(ControlDb db, Caller caller) =>
        db.Audit.AsNoTracking().Where(e => e.WorkspaceId == caller.Workspace || (e.WorkspaceId == "" && e.Action == "signInRefused"));

    private static string Pattern(string? part) =>
        part is null
            ? ""
            : $"%{part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    /// <summary>Exports all changes of the workspace as CSV</summary>
    /// <remarks>Oldest first, with the hash of each entry; UTF-8 with a byte order mark, as spreadsheets want it.</remarks>
    internal static async Task ExportAsync(HttpContext http, Caller caller, ControlDb db, CancellationToken cancellationToken)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=audit.csv";
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteLineAsync("id,at,who,address,action,subject,before,after,hash");
        await foreach (var e in Seen(db, caller).OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            string[] cells =
            [
                e.Id.ToString(CultureInfo.InvariantCulture),
                e.At.ToString("O", CultureInfo.InvariantCulture),
                e.Who,
                e.Address,
                e.Action,
                e.Subject,
                e.Before ?? "",
                e.After ?? "",
                Convert.ToHexStringLower(e.Hash),
            ];
            await writer.WriteLineAsync(string.Join(',', cells.Select(Cell)));
        }
    }

    /// <summary>Quoted, and with an apostrophe before what a spreadsheet would take for a formula.</summary>
    private static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Checks the chain of hashes</summary>
    /// <remarks>Over the entries of all workspaces, because they are one chain.</remarks>
    internal static async Task<Ok<AuditCheck>> CheckAsync(AuditLog log, CancellationToken cancellationToken)
    {
        var (entries, broken) = await log.CheckAsync(cancellationToken);
        return TypedResults.Ok(new AuditCheck(broken is null, entries, broken));
    }
}
