using System.Net;
using System.Net.Sockets;
using Weir.Sdk.Errors;

namespace Weir.Engine.Connections;

/// <summary>
/// Where a connection may go. Addresses under which clouds hand credentials to whoever asks are closed to every connection; this machine is closed to those
/// that people make in a server, unless it was started to allow that. It is the address that counts, not the name: a name may lead anywhere.
/// </summary>
public static class Reach
{
    /// <summary>Metadata services that are not in a link-local range: AWS over IPv6, Alibaba Cloud.</summary>
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("100.100.100.200")];

    /// <summary>True if a connection may go there.</summary>
    /// <param name="address">The address.</param>
    /// <param name="toThisMachine">True if this machine is open to it.</param>
    public static bool Allows(IPAddress address, bool toThisMachine)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (Metadata.Contains(address) || IsLinkLocal(address))
            return false;
        return toThisMachine || !(IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
    }

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes() is [169, 254, ..]
            : address.IsIPv6LinkLocal || address.IsIPv6Multicast;

    /// <summary>Connects to the first address of a host that answers, if it may be gone to.</summary>
    /// <exception cref="ConnectorException">None of the host's addresses may be gone to.</exception>
    internal static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, bool toThisMachine, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, address => Allows(address, toThisMachine));
        if (allowed.Length == 0)
            throw new ConnectorException(
                ErrorKind.Config,
                $"{host.Host} leads to {string.Join(", ", addresses.Select(a => a.ToString()))}, where connections may not go. "
                    + "Addresses of this machine are opened by starting the server with --allow-loopback; those of cloud metadata never are."
            )
            {
                Code = "address-closed",
            };
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
