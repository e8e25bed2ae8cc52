using System.CommandLine;

namespace Weir.Server.Commands;

/// <summary>Options of every command that listens.</summary>
internal static class Listening
{
    public static Option<string> Urls() =>
        Urls("Address to listen on, several with ';'. One that other machines can reach needs --token-file.");

    public static Option<string> LocalUrls() => Urls("Address to listen on, of this machine only.");

    private static Option<string> Urls(string description) =>
        new("--urls") { Description = description, DefaultValueFactory = _ => "http://127.0.0.1:7000" };

    public static Option<string?> TokenFile() =>
        new("--token-file") { Description = "File with one token; every call must then show it: Authorization: Bearer …" };
}
