using System.IO.Hashing;
using System.Text;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Names that may stand in a flow file and in a path.</summary>
internal static class Slug
{
    private const int Longest = 60;

    /// <summary>The ASCII letters and digits of a text, in small letters, with single hyphens between; may be empty.</summary>
    public static string Of(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text)
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        return slug.ToString(0, Math.Min(slug.Length, Longest)).Trim('-');
    }

    /// <summary>As <see cref="Of"/>; a text without any such letter gets a name by its hash, so that it has the same one each time.</summary>
    public static string OrHash(string text)
    {
        var slug = Of(text);
        return slug.Length > 0 ? slug : $"scheme-{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)):x8}";
    }
}
