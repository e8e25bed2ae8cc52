namespace Weir.Server.Hosting;

/// <summary>Tells whether the data directory can be written right now.</summary>
internal sealed class DataProbe(string directory)
{
    /// <summary>Null if it can; else why not.</summary>
    public string? Fault()
    {
        var probe = Path.Combine(directory, $".ready-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "x");
            File.Delete(probe);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The data directory {directory} cannot be written: {e.Message}";
        }
    }
}
