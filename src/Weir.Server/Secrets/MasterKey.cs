using System.Security.Cryptography;
using Weir.Server.Commands;

namespace Weir.Server.Secrets;

/// <summary>
/// The key that seals the data keys. From the environment variable <c>WEIR_MASTER_KEY</c> (32 bytes as Base64), from a file that was named, or from
/// <c>master.key</c> of the data directory, which is made at the first start: then whoever copies the directory has the secrets too.
/// </summary>
internal sealed class MasterKey
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "WEIR_MASTER_KEY";
    private const string FileName = "master.key";
    private const int Bytes = 32;

    private MasterKey(byte[] key)
    {
        Key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 8));
    }

    /// <summary>The key.</summary>
    public byte[] Key { get; }

    /// <summary>Says which key it is, and nothing of it.</summary>
    public string Id { get; }

    /// <summary>A key for this process alone.</summary>
    public static MasterKey Random() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The key of a data directory.</summary>
    /// <exception cref="CommandException">It cannot be read or is none.</exception>
    public static MasterKey Load(string data, string? file)
    {
        if (file is not null)
            return Parse(Read(file), $"The master key file {file}");
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
            return Parse(text, $"The environment variable {Variable}");
        var own = Path.Combine(data, FileName);
        return File.Exists(own) ? Parse(Read(own), $"The master key file {own}") : Make(own);
    }

    /// <summary>Writes a new key to a file that only its owner may read.</summary>
    public static MasterKey Make(string path)
    {
        var key = Random();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        using var writer = new StreamWriter(stream);
        writer.WriteLine(Convert.ToBase64String(key.Key));
        writer.Flush();
        stream.Flush(flushToDisk: true);
        return key;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The master key file {path} cannot be read: {e.Message}");
        }
    }

    private static MasterKey Parse(string text, string where)
    {
        try
        {
            var key = Convert.FromBase64String(text.Trim());
            if (key.Length == Bytes)
                return new MasterKey(key);
        }
        catch (FormatException)
        {
            // Said below; what stands there may be half a key and is not repeated.
        }
        throw new CommandException($"{where} must hold 32 bytes as Base64; make one with: openssl rand -base64 32");
    }
}
