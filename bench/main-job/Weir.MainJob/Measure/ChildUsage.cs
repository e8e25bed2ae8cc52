using System.Runtime.InteropServices;

namespace Weir.MainJob.Measure;

/// <summary>Processor time of the children which have ended (getrusage): exact, and kept after the process is gone.</summary>
internal static partial class ChildUsage
{
    private const int Children = -1;

    public static double Seconds()
    {
        if (GetUsage(Children, out var usage) != 0)
            throw new InvalidOperationException("getrusage failed");
        return usage.UserSeconds + usage.SystemSeconds + ((usage.UserMicros + usage.SystemMicros) / 1e6);
    }

    /// <summary>Writes dirty pages out, so that one contender does not pay for the files of the one before.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void FlushDisks();

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, out Usage usage);

    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicros;
        public long SystemSeconds;
        public long SystemMicros;
    }
}
