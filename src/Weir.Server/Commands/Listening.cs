using System.CommandLine;

namespace Weir.Server.Commands;

/// <summary>Options of every command that listens.</summary>
internal static class Listening
{
    public static Option<string> Urls() =>
        Urls("Address to listen on, several with ';'. One that other machines can reach needs --public-url or --token-file.");

    public static Option<string> LocalUrls() => Urls("Address to listen on, of this machine only.");

    private static Option<string> Urls(string description) =>
        new("--urls") { Description = description, DefaultValueFactory = _ => "http://127.0.0.1:7000" };

    public static Option<string?> TokenFile() =>
        new("--token-file")
        {
            Description = "File with one token for programs that have no account; who shows it may do everything: Authorization: Bearer …",
        };

    public static Option<string?> PublicUrl() =>
        new("--public-url")
        {
            Description =
                "The address by which people come to the server, for example https://weir.example.com of a reverse proxy on this machine.",
        };

    public static Option<bool> AllowLoopback() =>
        new("--allow-loopback")
        {
            Description =
                "Connections that people make on the server may go to addresses of this machine. Those of the connections file always may; those of cloud metadata never.",
        };

    public static Option<string?> MasterKeyFile() =>
        new("--master-key-file")
        {
            Description =
                "File with the key that seals secrets (32 bytes as Base64); else the environment variable WEIR_MASTER_KEY; else master.key in the data directory, made at the first start.",
        };
}
