namespace Weir.MainJob.Measure;

/// <summary>The connections of the generated flow; <c>{source}</c> and <c>{sink}</c> become the servers' addresses.</summary>
internal static class ConnectionsFile
{
    public const string Template = """
        connections:
          zhilong:
            connector: zhilong
            settings: { baseUrl: "{source}", auth: { mode: staticHeader, name: Authorization, value: "Bearer bench" } }
          kingdee:
            connector: kingdee-cloud
            settings: { serverUrl: "{sink}/k3cloud/", acctId: "5f0a1b2c3d4e5f", userName: demo, appId: "200001_MTI2MGM1Pj9qPDk/OT04KHMiKnd0IXMr", appSecret: "0123456789abcdef0123456789abcdef", auth: loginBySign, lcid: 2052 }

        """;

    public static string Write(string directory, string template, Servers servers)
    {
        var path = Path.Combine(directory, "connections.yaml");
        var text = template
            .Replace("{source}", servers.Source.Url, StringComparison.Ordinal)
            .Replace("{sink}", servers.Sink.Url, StringComparison.Ordinal);
        File.WriteAllText(path, text);
        return path;
    }
}
