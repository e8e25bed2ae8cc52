using System.Diagnostics;

namespace Weir.MainJob.Measure;

internal static class OwnProgram
{
    public static ProcessStartInfo Start(IEnumerable<string> arguments) => Start(Environment.ProcessPath!, arguments);

    /// <summary>A .dll is run by dotnet, anything else by itself.</summary>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(isAssembly ? "dotnet" : program, isAssembly ? arguments.Prepend(program) : arguments)
        {
            UseShellExecute = false,
        };
    }
}
