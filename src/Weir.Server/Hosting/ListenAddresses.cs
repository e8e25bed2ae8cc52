using System.Net;
using Microsoft.AspNetCore.Http;
using Weir.Server.Commands;

namespace Weir.Server.Hosting;

/// <summary>Where the server may listen: on this machine only, unless it was said how others come to it.</summary>
internal static class ListenAddresses
{
    private const string Local = "http://127.0.0.1:7000";

    /// <exception cref="CommandException">An address is not one, or others could reach it and nothing was said of them.</exception>
    public static IReadOnlyList<string> Check(string urls, bool forOthers) =>
        Check(
            urls,
            forOthers,
            $"Listen on {Local}, or put a reverse proxy with https before it and name the address that people use: --public-url https://… (for programs alone: --token-file FILE)."
        );

    /// <exception cref="CommandException">An address is not one, or others could reach it.</exception>
    public static IReadOnlyList<string> CheckLocal(string urls) =>
        Check(urls, forOthers: false, $"Listen on {Local}; to serve others, use weir serve.");

    private static string[] Check(string urls, bool forOthers, string advice)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
            throw new CommandException($"--urls names no address; write for example {Local}.");
        foreach (var address in addresses)
            if (!IsLoopback(Parse(address).Host) && !forOthers)
                throw new CommandException($"--urls {address} can be reached from other machines. {advice}");
        return addresses;
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            if (string.Equals(parsed.Scheme, "http", StringComparison.OrdinalIgnoreCase))
                return parsed;
        }
        catch (FormatException e)
        {
            throw new CommandException($"--urls {address} is not an address: {e.Message} Write for example {Local}.");
        }
        throw new CommandException($"--urls {address}: the server speaks http; put a reverse proxy in front of it for https.");
    }

    /// <summary>True for names and addresses that only this machine can mean.</summary>
    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
