using Weir.Sdk.Errors;

namespace Weir.Engine.Mapping;

/// <summary>What a mapping needs besides the record.</summary>
/// <param name="Variables">The run's variables.</param>
/// <param name="Missing">Told once per path that a record does not have.</param>
public sealed record MapContext(RunVariables Variables, Action<string> Missing);

/// <summary>A record could not be mapped. Becomes the error of its document.</summary>
public sealed class MapException(string field, string message, Exception? inner = null) : Exception($"Field {field}: {message}", inner)
{
    /// <summary>The target field.</summary>
    public string Field { get; } = field;

    /// <summary>As the document's error.</summary>
    public DeliveryError Error => new(ErrorKind.Rejected, "map", Message);
}
