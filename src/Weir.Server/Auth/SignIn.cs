using Microsoft.AspNetCore.Identity;
using Weir.Server.Control;

namespace Weir.Server.Auth;

/// <summary>What came of a sign-in.</summary>
internal enum SignInResult
{
    /// <summary>Name, password and code are good.</summary>
    Done,

    /// <summary>One of them is not; which one is not told.</summary>
    Refused,

    /// <summary>Name and password are good, and a code is needed.</summary>
    CodeNeeded,

    /// <summary>Too many failures; try later.</summary>
    LockedOut,
}

/// <summary>Checks name, password and second factor. Takes as long for names that are unknown.</summary>
internal sealed class SignIn(UserManager<Person> people, SecondFactor factor, UnknownSignIns unknown, TimeProvider time)
{
    private static readonly Person Nobody = new() { Name = "", Id = Guid.Empty };

    /// <summary>Hash of a password that nobody knows.</summary>
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Person>().HashPassword(Nobody, Secret.New()));

    public async Task<(SignInResult Result, Person? Person, TimeSpan? Wait)> CheckAsync(string email, string password, string? code)
    {
        if (await people.FindByEmailAsync(email) is not { Disabled: false, PasswordHash: not null } person)
        {
            people.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash.Value, password);
            return unknown.Failed(email) is { } wait ? (SignInResult.LockedOut, null, wait) : (SignInResult.Refused, null, null);
        }
        if (await people.IsLockedOutAsync(person))
            return (SignInResult.LockedOut, null, person.LockoutEnd - time.GetUtcNow());
        if (!await people.CheckPasswordAsync(person, password))
            return await FailedAsync(person);
        if (person.SecondFactorKey is not null)
        {
            if (string.IsNullOrWhiteSpace(code))
                return (SignInResult.CodeNeeded, null, null);
            if (!factor.Accepts(person, code))
                return await FailedAsync(person);
            await people.UpdateAsync(person);
        }
        await people.ResetAccessFailedCountAsync(person);
        return (SignInResult.Done, person, null);
    }

    private async Task<(SignInResult Result, Person? Person, TimeSpan? Wait)> FailedAsync(Person person)
    {
        await people.AccessFailedAsync(person);
        return (SignInResult.Refused, null, null);
    }
}
