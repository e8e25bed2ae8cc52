using Weir.Sdk.Errors;

namespace Weir.Connectors.Notify;

/// <summary>An address whose key lets anybody post: it is used, and shown only with the key masked.</summary>
/// <param name="Uri">As it is called.</param>
/// <param name="Shown">As it is shown.</param>
internal sealed record RobotAddress(Uri Uri, string Shown)
{
    /// <summary>An address with its key in a parameter of the query.</summary>
    /// <exception cref="ConnectorException">Kind Config: it is none; the text does not hold it.</exception>
    public static RobotAddress WithKeyIn(string text, string parameter, string example)
    {
        var uri = Parse(text, example);
        var key = uri
            .Query.TrimStart('?')
            .Split('&')
            .FirstOrDefault(pair => pair.StartsWith(parameter + "=", StringComparison.Ordinal) && pair.Length > parameter.Length + 1);
        if (key is null)
            throw Wrong($"it has no {parameter}", example);
        return new RobotAddress(uri, $"{uri.GetLeftPart(UriPartial.Path)}?{parameter}=***");
    }

    /// <summary>An address whose path, behind a fixed beginning, is the key.</summary>
    /// <exception cref="ConnectorException">Kind Config: it is none; the text does not hold it.</exception>
    public static RobotAddress WithKeyBehind(string text, string marker, string example)
    {
        var uri = Parse(text, example);
        var at = uri.AbsolutePath.IndexOf(marker, StringComparison.Ordinal);
        if (at < 0 || uri.AbsolutePath.Length == at + marker.Length)
            throw Wrong($"it has no key behind {marker}", example);
        return new RobotAddress(uri, $"{uri.GetLeftPart(UriPartial.Authority)}{uri.AbsolutePath[..(at + marker.Length)]}***");
    }

    /// <summary>Any address; all behind the host may be a secret.</summary>
    /// <exception cref="ConnectorException">Kind Config: it is none; the text does not hold it.</exception>
    public static RobotAddress Hidden(string text, string example)
    {
        var uri = Parse(text, example);
        return new RobotAddress(uri, $"{uri.GetLeftPart(UriPartial.Authority)}/***");
    }

    private static Uri Parse(string text, string example)
    {
        if (
            !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0
            || uri.Fragment.Length > 0
        )
            throw Wrong("it is no http or https address", example);
        return uri;
    }

    private static ConnectorException Wrong(string what, string example) =>
        new(ErrorKind.Config, $"The webhook address is not as expected: {what}. It looks like {example}.") { Code = "address" };
}
