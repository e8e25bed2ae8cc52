using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Api;
using Weir.Server.Control;

namespace Weir.Server.Auth;

/// <summary>A personal access token, without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="Role">It may do what this role may, and never more than its owner.</param>
/// <param name="Workspace">The workspace it is good for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="LastUsedAt">The latest call with it, to the minute.</param>
internal sealed record TokenView(
    Guid Id,
    string Name,
    string Prefix,
    Role Role,
    string Workspace,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt
)
{
    public static TokenView Of(AccessToken token) =>
        new(token.Id, token.Name, token.Prefix, token.Role, token.WorkspaceId, token.CreatedAt, token.ExpiresAt, token.LastUsedAt);
}

/// <summary>A new token.</summary>
/// <param name="Token">The token; shown this once.</param>
/// <param name="View">What is kept of it.</param>
internal sealed record NewToken(string Token, TokenView View);

/// <summary>What a token is to be.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TokenRequest(string Name, Role Role, int Days);

/// <summary>Personal access tokens: for programs, with the rights of a role in one workspace, for a time.</summary>
internal static class TokensApi
{
    private const string Tag = "Me";
    private const int LongestDays = 366;
    private const int MostTokens = 50;
    private const int ShownCharacters = 10;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me/tokens", ListAsync).Named("listTokens", Tag, 403).Needs(Permission.SignedIn);
        api.MapPost("/me/tokens", CreateAsync).Named("createToken", Tag, 400, 403, 409).Needs(Permission.SignedIn);
        api.MapDelete("/me/tokens/{id:guid}", RevokeAsync).Named("revokeToken", Tag, 403, 404).Needs(Permission.SignedIn);
    }

    /// <summary>Lists one's tokens</summary>
    /// <remarks>Of all workspaces, newest first, without their secrets.</remarks>
    internal static async Task<Results<Ok<List<TokenView>>, ProblemHttpResult>> ListAsync(
        Caller caller,
        ControlDb db,
        CancellationToken cancellationToken
    )
    {
        if (MeApi.NotHere(caller) is { } refused)
            return refused;
        var tokens = await db
            .AccessTokens.AsNoTracking()
            .Where(t => t.PersonId == caller.PersonId)
            .OrderByDescending(t => t.CreatedAt)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(tokens.ConvertAll(TokenView.Of));
    }

    /// <summary>Makes a token</summary>
    /// <remarks>For the workspace one is in, with at most one's own rights, for at most 366 days. It is shown in this answer alone.</remarks>
    internal static async Task<Results<Created<NewToken>, ProblemHttpResult>> CreateAsync(
        TokenRequest request,
        Caller caller,
        ControlDb db,
        AuditPen pen,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (MeApi.NotHere(caller) is { } refused)
            return refused;
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
            return Problems.BadRequest("token-invalid", "The name has from 1 to 100 characters.");
        if (request.Days is < 1 or > LongestDays)
            return Problems.BadRequest("token-invalid", $"A token is good for 1 to {LongestDays} days.");
        if (!Rights.Covers(caller.Role, request.Role))
            return Problems.BadRequest(
                "token-invalid",
                $"A token may not have the role '{RightsGate.Word(request.Role)}': yours is '{RightsGate.Word(caller.Role)}'."
            );
        if (await db.AccessTokens.CountAsync(t => t.PersonId == caller.PersonId, cancellationToken) >= MostTokens)
            return Problems.Conflict("token-limit", $"You have {MostTokens} tokens.", "Revoke one that is not used any more.");
        var secret = CallerFinder.TokenPrefix + Secret.New();
        var now = time.GetUtcNow();
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(),
            PersonId = caller.PersonId!.Value,
            WorkspaceId = caller.Workspace,
            Name = request.Name.Trim(),
            Prefix = secret[..ShownCharacters],
            SecretHash = Secret.Hash(secret),
            Role = request.Role,
            CreatedAt = now,
            ExpiresAt = now.AddDays(request.Days),
        };
        db.AccessTokens.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        pen.Note(
            "createToken",
            $"Me/tokens/{token.Name}",
            after: new JsonObject
            {
                ["role"] = RightsGate.Word(token.Role),
                ["expiresAt"] = token.ExpiresAt,
                ["prefix"] = token.Prefix,
            }
        );
        return TypedResults.Created($"/api/v1/me/tokens/{token.Id}", new NewToken(secret, TokenView.Of(token)));
    }

    /// <summary>Revokes a token</summary>
    /// <remarks>Calls with it are refused from then on.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id,
        Caller caller,
        ControlDb db,
        CancellationToken cancellationToken
    )
    {
        if (MeApi.NotHere(caller) is { } refused)
            return refused;
        return await db.AccessTokens.Where(t => t.Id == id && t.PersonId == caller.PersonId).ExecuteDeleteAsync(cancellationToken) == 0
            ? Problems.NotFound("token-unknown", $"You have no token {id}.")
            : TypedResults.NoContent();
    }
}
