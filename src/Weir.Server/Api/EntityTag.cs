using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Weir.Server.Api;

/// <summary>ETag and If-Match: who changes something says which state of it was seen, so that nobody's change is overwritten unseen.</summary>
internal static class EntityTag
{
    public static void Write(HttpContext http, int revision) =>
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>The revision that If-Match names; a problem if there is none.</summary>
    public static int? Read(HttpContext http, out ProblemHttpResult? problem)
    {
        var text = http.Request.Headers.IfMatch.ToString();
        problem = null;
        if (int.TryParse(text.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return revision;
        problem = Problems.Of(
            StatusCodes.Status428PreconditionRequired,
            "if-match-required",
            "The call must say which state it changes.",
            "Send If-Match with the ETag that the thing was read with."
        );
        return null;
    }

    /// <summary>Somebody was faster.</summary>
    public static ProblemHttpResult Changed(string what) =>
        Problems.Of(
            StatusCodes.Status412PreconditionFailed,
            "changed-meanwhile",
            $"{what} was changed by somebody else in the meantime.",
            "Read it again, look at what has changed, and repeat your change on that."
        );
}
