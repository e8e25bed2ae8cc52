using System.Reflection;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Connections;

/// <summary>Finds connectors by type.</summary>
public static class ConnectorCatalog
{
    /// <summary>All connectors in an assembly, by id.</summary>
    public static IReadOnlyDictionary<string, IConnector> In(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly
            .GetExportedTypes()
            .Where(type => type is { IsAbstract: false, IsClass: true } && typeof(IConnector).IsAssignableFrom(type))
            .Select(type => (IConnector)Activator.CreateInstance(type)!)
            .ToDictionary(connector => connector.Manifest.Id, StringComparer.Ordinal);
    }
}
