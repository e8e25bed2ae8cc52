using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>A data directory held by this process. A second process is refused.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string LedgerPath => System.IO.Path.Combine(Path, "ledger.db");

    /// <summary>Can be deleted while nobody runs: it is built again from the ledger.</summary>
    public string LookupPath => System.IO.Path.Combine(Path, "lookup.db");

    /// <summary>Can be deleted while nobody runs: it is built again from the ledger.</summary>
    public string SearchPath => System.IO.Path.Combine(Path, "search.db");

    public string PayloadPath => System.IO.Path.Combine(Path, "payload");

    /// <summary>Name of the file that says that the directory was made of a backup, and from when that is. Taken in by the ledger when it is opened.</summary>
    public const string RestoredName = "restored";

    public string RestoredPath => System.IO.Path.Combine(Path, RestoredName);

    /// <summary>Temporary files of the process that holds the directory.</summary>
    public string SpoolPath => System.IO.Path.Combine(Path, "spool");

    public static DataDirectory Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(path, "weir.lock");
        try
        {
            Directory.CreateDirectory(path);
            ProveWritable(path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StoreException(
                $"The data directory {path} cannot be written: {e.Message} Check its rights, free space, and that it is not mounted read-only.",
                e
            );
        }
        try
        {
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            held.Flush();
            var directory = new DataDirectory(path, held);
            directory.ClearSpool();
            return directory;
        }
        catch (IOException e)
        {
            throw new StoreException(
                $"The data directory {path} is in use by another weir process (it holds {file}). Stop that process, or use another --data directory.",
                e
            );
        }
    }

    /// <summary>What a killed process has left there is of no use to anybody.</summary>
    private void ClearSpool()
    {
        if (Directory.Exists(SpoolPath))
            Directory.Delete(SpoolPath, recursive: true);
    }

    private static void ProveWritable(string path)
    {
        var probe = System.IO.Path.Combine(path, $".probe-{Environment.ProcessId}");
        File.WriteAllText(probe, "x");
        File.Delete(probe);
    }

    public void Dispose() => _lock.Dispose();
}
