using System.Security.Cryptography;
using OtpNet;
using Weir.Server.Control;
using Weir.Server.Secrets;

namespace Weir.Server.Auth;

/// <summary>Codes of an authenticator app (TOTP, RFC 6238) and the recovery codes that stand in for it.</summary>
internal sealed class SecondFactor(Vault vault, TimeProvider time)
{
    private const int Codes = 10;
    private const int KeyBytes = 20;
    private const int RecoveryBytes = 10;

    /// <summary>A new key, as the app wants it.</summary>
    public static string NewKey() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>True if it may be a key that was offered.</summary>
    public static bool IsKey(string key) => key.Length == KeyBytes * 8 / 5 && key.All(c => c is (>= 'A' and <= 'Z') or (>= '2' and <= '7'));

    /// <summary>The address that an app reads from a QR code.</summary>
    public static string AddressOf(string key, string email) => new OtpUri(OtpType.Totp, key, email, "Weir").ToString();

    /// <summary>Keeps a key for a person, and gives the recovery codes, which are shown once.</summary>
    public IReadOnlyList<string> Keep(Person person, string key)
    {
        var codes = Enumerable.Range(0, Codes).Select(_ => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(RecoveryBytes))).ToList();
        person.SecondFactorKey = vault.Seal(key, Purpose(person));
        person.RecoveryCodes = string.Join('\n', codes.Select(HashOf));
        return [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(four => new string(four))))];
    }

    /// <summary>Takes a code: of the app for a key that is not kept yet.</summary>
    public bool Accepts(Person person, string key, string code)
    {
        var totp = new Totp(Base32Encoding.ToBytes(key));
        // One step to either side: clocks of telephones are not ours.
        if (
            !totp.VerifyTotp(time.GetUtcNow().UtcDateTime, code.Trim(), out var step, new VerificationWindow(previous: 1, future: 1))
            || step <= person.SecondFactorStep
        )
            return false;
        person.SecondFactorStep = step;
        return true;
    }

    /// <summary>Takes a code of the app or a recovery code; either is good once. The person has to be saved afterwards.</summary>
    public bool Accepts(Person person, string code)
    {
        if (Accepts(person, vault.Open(person.SecondFactorKey!, Purpose(person)), code))
            return true;
        var hash = HashOf(code.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant());
        var left = person.RecoveryCodes.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (!left.Remove(hash))
            return false;
        person.RecoveryCodes = string.Join('\n', left);
        return true;
    }

    private static string HashOf(string code) => Convert.ToHexStringLower(Secret.Hash(code));

    private static string Purpose(Person person) => $"second-factor/{person.Id}";
}
