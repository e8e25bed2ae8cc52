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

    /// <summary>
    /// The connector that a connection is taken to be of when nothing else is known: the one of that name, or whose name begins with it before a <c>-</c>
    /// (<c>kingdee</c> for <c>kingdee-cloud</c>); null if there is none.
    /// </summary>
    public static IConnector? NamedLike(IReadOnlyDictionary<string, IConnector> connectors, string connection)
    {
        ArgumentNullException.ThrowIfNull(connectors);
        return connectors
            .FirstOrDefault(c =>
                string.Equals(c.Key, connection, StringComparison.Ordinal) || c.Key.StartsWith(connection + "-", StringComparison.Ordinal)
            )
            .Value;
    }
}
