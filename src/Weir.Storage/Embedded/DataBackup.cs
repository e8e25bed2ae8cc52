using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>What a backup is made of, as it stands first in it.</summary>
/// <param name="Format">Form of the backup; 1.</param>
/// <param name="At">When it was made.</param>
/// <param name="Files">Its files with the SHA-256 of each, in hex.</param>
public sealed record BackupManifest(int Format, DateTimeOffset At, IReadOnlyDictionary<string, string> Files);

/// <summary>
/// Copies a data directory while a process works on it, and makes one of the copy. The ledger is copied first and the payload after it, so that everything
/// the copied ledger names is there. Files that are built from the ledger are left out, and so is the master key.
/// </summary>
public static class DataBackup
{
    private const int Format = 1;
    private const string Manifest = "manifest.json";
    private const string Ledger = "ledger.db";
    private const string Payload = "payload";
    private static readonly string[] Databases = [Ledger, "control.db"];

    /// <summary>Writes a backup of a data directory.</summary>
    /// <param name="data">The directory; a process may be working on it.</param>
    /// <param name="file">The backup: a tar file, packed with gzip. It is there only when it is whole.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreException">There is no ledger, or something could not be read or written.</exception>
    public static async Task<BackupManifest> WriteAsync(string data, string file, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (!File.Exists(Path.Combine(data, Ledger)))
            throw new StoreException($"There is no ledger in {data}: is it the data directory?");
        var full = Path.GetFullPath(file);
        var aside = Directory.CreateDirectory(full + ".parts").FullName;
        try
        {
            var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var database in Databases.Where(d => File.Exists(Path.Combine(data, d))))
                using (var db = new SqliteDb(Path.Combine(data, database), readOnly: true, cacheKilobytes: 2048))
                    db.Execute($"VACUUM INTO '{Path.Combine(aside, database).Replace("'", "''", StringComparison.Ordinal)}'");
            Directory.CreateDirectory(Path.Combine(aside, Payload));
            foreach (
                var frames in Directory.Exists(Path.Combine(data, Payload)) ? Directory.EnumerateFiles(Path.Combine(data, Payload)) : []
            )
                await CopyAsync(frames, Path.Combine(aside, Payload, Path.GetFileName(frames)), cancellationToken);
            foreach (var copied in Directory.EnumerateFiles(aside, "*", SearchOption.AllDirectories))
                sums[Path.GetRelativePath(aside, copied)] = await SumAsync(copied, cancellationToken);
            var manifest = new BackupManifest(Format, time.GetUtcNow(), sums);
            await PackAsync(aside, manifest, full, cancellationToken);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The backup {full} could not be written: {e.Message}", e);
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    private static async Task PackAsync(string aside, BackupManifest manifest, string file, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(Path.Combine(aside, Manifest), JsonSerializer.SerializeToUtf8Bytes(manifest), cancellationToken);
        var unfinished = Path.Combine(aside, "packed");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        // It holds everybody's documents.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(unfinished, options))
        {
            await using (var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            await using (var tar = new TarWriter(packed, leaveOpen: true))
                foreach (var name in manifest.Files.Keys.Prepend(Manifest))
                    await tar.WriteEntryAsync(Path.Combine(aside, name), name.Replace('\\', '/'), cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>Makes a data directory of a backup. Its flows ask their targets before they create anything that the time since the backup may have created.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="data">The directory; it must be empty or not there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StoreException">The backup is damaged or none, or the directory is not empty.</exception>
    public static async Task<BackupManifest> RestoreAsync(string file, string data, CancellationToken cancellationToken)
    {
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
            throw new StoreException($"{data} is not empty: a backup is restored into a directory of its own.");
        var aside = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) + ".restoring";
        if (Directory.Exists(aside))
            Directory.Delete(aside, recursive: true);
        try
        {
            Directory.CreateDirectory(Path.Combine(aside, Payload));
            var manifest = await UnpackAsync(file, aside, cancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(aside, DataDirectory.RestoredName),
                manifest.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
                cancellationToken
            );
            if (Directory.Exists(data))
                Directory.Delete(data);
            Directory.Move(aside, data);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            throw new StoreException($"The backup {file} could not be restored into {data}: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
    }

    private static async Task<BackupManifest> UnpackAsync(string file, string aside, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        await using var packed = new GZipStream(stream, CompressionMode.Decompress);
        await using var tar = new TarReader(packed);
        BackupManifest? manifest = null;
        var left = new HashSet<string>(StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (manifest is null)
            {
                if (entry.Name is not Manifest || entry.DataStream is null)
                    throw new InvalidDataException("it does not begin with a manifest, so that it is no backup of Weir");
                manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(entry.DataStream, cancellationToken: cancellationToken);
                if (manifest is not { Format: Format })
                    throw new InvalidDataException($"its format is {manifest?.Format}, and this version knows {Format}");
                left = [.. manifest.Files.Keys];
                continue;
            }
            // Only what a backup has: no name leads anywhere else.
            if (
                entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || !left.Remove(entry.Name)
                || !IsOurs(entry.Name)
            )
                throw new InvalidDataException($"it holds {entry.Name}, which no backup has");
            var path = Path.Combine(aside, entry.Name);
            await entry.ExtractToFileAsync(path, overwrite: false, cancellationToken);
            if (!string.Equals(await SumAsync(path, cancellationToken), manifest.Files[entry.Name], StringComparison.Ordinal))
                throw new InvalidDataException($"{entry.Name} is damaged");
        }
        if (manifest is null || left.Count > 0)
            throw new InvalidDataException($"it is cut off: {string.Join(", ", left.Take(3))} is not there");
        return manifest;
    }

    private static bool IsOurs(string name) =>
        Databases.Contains(name, StringComparer.Ordinal)
        || (
            name.StartsWith(Payload + "/", StringComparison.Ordinal)
            && string.Equals(Path.GetFileName(name), name[(Payload.Length + 1)..], StringComparison.Ordinal)
        );

    /// <summary>As far as it goes now: it may be appended to, and what comes later is nothing the copied ledger names.</summary>
    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var target = new FileStream(to, FileMode.CreateNew);
        var left = source.Length;
        var buffer = new byte[1024 * 1024];
        while (left > 0)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0)
                break;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    private static async Task<string> SumAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
