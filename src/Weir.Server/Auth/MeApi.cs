using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Api;
using Weir.Server.Control;

namespace Weir.Server.Auth;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it signed in.</param>
/// <param name="LastSeenAt">Its latest call, to the minute.</param>
/// <param name="Address">From where.</param>
/// <param name="Agent">What the browser says of itself.</param>
/// <param name="Current">True for the one that asks.</param>
internal sealed record SessionItem(
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    string Address,
    string Agent,
    bool Current
);

/// <summary>What is changed of one's own account.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MeChange(string? Name = null, string? Language = null);

/// <summary>A change of password.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PasswordChange(string Current, string New);

/// <summary>A key for an authenticator app; nothing is kept until a code of it was given.</summary>
/// <param name="Secret">The key, to be typed.</param>
/// <param name="Uri">The same for a QR code.</param>
internal sealed record FactorOffer(string Secret, string Uri);

/// <summary>The key that was offered and a code of it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FactorProof(string Secret, string Code);

/// <summary>Codes that stand in for the second factor; shown this once.</summary>
/// <param name="RecoveryCodes">Each is good once.</param>
internal sealed record FactorCodes(IReadOnlyList<string> RecoveryCodes);

/// <summary>The password, once more.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PasswordProof(string Password);

/// <summary>One's own account: sessions, password, second factor. Only from a browser: a token must not be able to change its owner.</summary>
internal static class MeApi
{
    private const string Tag = "Me";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPatch("/me", ChangeAsync).Named("changeMe", Tag, 400, 403).Needs(Permission.SignedIn);
        api.MapPost("/me/password", PasswordAsync)
            .Named("changePassword", Tag, 400, 403, 429)
            .Needs(Permission.SignedIn)
            .RequireRateLimiting(SignInRules.PerAddress);
        api.MapGet("/me/sessions", SessionsAsync).Named("listSessions", Tag, 403).Needs(Permission.SignedIn);
        api.MapDelete("/me/sessions/{id:guid}", EndSessionAsync).Named("endSession", Tag, 403, 404).Needs(Permission.SignedIn);
        api.MapPost("/me/second-factor", Offer)
            .Named("offerSecondFactor", Tag, 403)
            .Needs(Permission.SignedIn)
            .WithMetadata(new Unaudited());
        api.MapPut("/me/second-factor", SetFactorAsync).Named("setSecondFactor", Tag, 400, 403, 409).Needs(Permission.SignedIn);
        api.MapPost("/me/second-factor/remove", RemoveFactorAsync)
            .Named("removeSecondFactor", Tag, 400, 403, 429)
            .Needs(Permission.SignedIn)
            .RequireRateLimiting(SignInRules.PerAddress);
    }

    internal static ProblemHttpResult? NotHere(Caller caller) =>
        caller.IsProgram
            ? Problems.Of(
                StatusCodes.Status403Forbidden,
                "browser-only",
                "An account is changed in a browser by its owner.",
                "A token cannot do this."
            )
            : null;

    /// <summary>Changes name or language</summary>
    /// <remarks>What is left out stays as it is.</remarks>
    internal static async Task<Results<Ok<UserView>, ProblemHttpResult>> ChangeAsync(
        MeChange change,
        Caller caller,
        ControlDb db,
        CancellationToken cancellationToken
    )
    {
        if (NotHere(caller) is { } refused)
            return refused;
        var person = await db.Users.SingleAsync(p => p.Id == caller.PersonId, cancellationToken);
        if (change.Name is not null && AccountText.Wrong(change.Name, person.Email!) is { } wrong)
            return Problems.BadRequest("account-invalid", wrong);
        if (change.Language is not (null or "zh-CN" or "en"))
            return Problems.BadRequest("account-invalid", "The language is zh-CN or en.");
        person.Name = change.Name?.Trim() ?? person.Name;
        person.Language = change.Language ?? person.Language;
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(UserView.Of(person));
    }

    /// <summary>Changes the password</summary>
    /// <remarks>All other sessions of the account end.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> PasswordAsync(
        PasswordChange change,
        Caller caller,
        UserManager<Person> people,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        if (NotHere(caller) is { } refused)
            return refused;
        var person = (await people.FindByIdAsync(caller.PersonId.ToString()!))!;
        if (await WrongPasswordAsync(people, person, change.Current) is { } wrong)
            return wrong;
        var changed = await people.ChangePasswordAsync(person, change.Current, change.New);
        if (!changed.Succeeded)
            return Problems.BadRequest("account-invalid", string.Join(" ", changed.Errors.Select(e => e.Description)));
        await sessions.EndAsync(person.Id, only: null, except: caller.SessionId, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>A stolen session must not be able to try passwords: failures count as those of a sign-in.</summary>
    private static async Task<ProblemHttpResult?> WrongPasswordAsync(UserManager<Person> people, Person person, string password)
    {
        if (await people.IsLockedOutAsync(person))
            return Problems.Of(StatusCodes.Status429TooManyRequests, "locked-out", "The account is locked after too many failures.");
        if (await people.CheckPasswordAsync(person, password))
            return null;
        await people.AccessFailedAsync(person);
        return Problems.BadRequest("password-wrong", "The present password is not right.");
    }

    /// <summary>Lists one's sessions</summary>
    /// <remarks>Every browser that is signed in; the latest call first.</remarks>
    internal static async Task<Results<Ok<List<SessionItem>>, ProblemHttpResult>> SessionsAsync(
        Caller caller,
        ControlDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (NotHere(caller) is { } refused)
            return refused;
        var now = time.GetUtcNow();
        return TypedResults.Ok(
            await db
                .Sessions.Where(s => s.PersonId == caller.PersonId && s.ExpiresAt > now)
                .OrderByDescending(s => s.LastSeenAt)
                .Select(s => new SessionItem(s.Id, s.CreatedAt, s.LastSeenAt, s.Address, s.Agent, s.Id == caller.SessionId))
                .ToListAsync(cancellationToken)
        );
    }

    /// <summary>Ends one of one's sessions</summary>
    /// <remarks>The browser has to sign in again at its next call.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> EndSessionAsync(
        Guid id,
        Caller caller,
        Sessions sessions,
        CancellationToken cancellationToken
    )
    {
        if (NotHere(caller) is { } refused)
            return refused;
        return await sessions.EndAsync(caller.PersonId!.Value, id, except: null, cancellationToken) == 0
            ? Problems.NotFound("session-unknown", $"You have no session {id}.")
            : TypedResults.NoContent();
    }

    /// <summary>Offers a key for an authenticator app</summary>
    /// <remarks>Nothing is kept yet: send the key back with a code that the app shows for it.</remarks>
    internal static async Task<Results<Ok<FactorOffer>, ProblemHttpResult>> Offer(
        Caller caller,
        ControlDb db,
        CancellationToken cancellationToken
    )
    {
        if (NotHere(caller) is { } refused)
            return refused;
        var email = await db.Users.Where(p => p.Id == caller.PersonId).Select(p => p.Email!).SingleAsync(cancellationToken);
        var key = SecondFactor.NewKey();
        return TypedResults.Ok(new FactorOffer(key, SecondFactor.AddressOf(key, email)));
    }

    /// <summary>Sets up the second factor</summary>
    /// <remarks>Answers with ten recovery codes, each good once; they are shown in this answer alone.</remarks>
    internal static async Task<Results<Ok<FactorCodes>, ProblemHttpResult>> SetFactorAsync(
        FactorProof proof,
        Caller caller,
        ControlDb db,
        SecondFactor factor,
        CancellationToken cancellationToken
    )
    {
        if (NotHere(caller) is { } refused)
            return refused;
        var person = await db.Users.SingleAsync(p => p.Id == caller.PersonId, cancellationToken);
        if (person.SecondFactorKey is not null)
            return Problems.Conflict("second-factor-set", "A second factor is set up already.", "Remove it first.");
        if (!SecondFactor.IsKey(proof.Secret) || !factor.Accepts(person, proof.Secret, proof.Code))
            return Problems.BadRequest("code-wrong", "The code is not one of this key now; look at the clock of the telephone.");
        var codes = factor.Keep(person, proof.Secret);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new FactorCodes(codes));
    }

    /// <summary>Removes the second factor</summary>
    /// <remarks>Wants the password once more.</remarks>
    internal static async Task<Results<NoContent, ProblemHttpResult>> RemoveFactorAsync(
        PasswordProof proof,
        Caller caller,
        UserManager<Person> people
    )
    {
        if (NotHere(caller) is { } refused)
            return refused;
        var person = (await people.FindByIdAsync(caller.PersonId.ToString()!))!;
        if (await WrongPasswordAsync(people, person, proof.Password) is { } wrong)
            return wrong;
        (person.SecondFactorKey, person.RecoveryCodes) = (null, "");
        await people.UpdateAsync(person);
        return TypedResults.NoContent();
    }
}
