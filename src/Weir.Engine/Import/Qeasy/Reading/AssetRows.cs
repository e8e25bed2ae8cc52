using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>
/// API assets of version 0.1 print the fields of a list flat behind it and fill empty cells with 1 and 111. What belongs where is a guess, so each one is told.
/// </summary>
internal static partial class AssetRows
{
    public static bool IsOld(SchemeHalf half) => string.Equals(half.Version, "0.1", StringComparison.Ordinal);

    /// <summary>Puts the rows behind each list or group into it, up to the next list or group, and finds the list that a filler hides.</summary>
    public static void Nest(SchemeHalf half, Action<string, string> guessed)
    {
        var top = new List<SchemeField>();
        SchemeField? open = null;
        foreach (var field in half.Request)
        {
            if (field.IsList || field.IsObject)
            {
                open = field.Children.Count == 0 ? field : null;
                top.Add(field);
            }
            else if (open is null)
                top.Add(field);
            else
                open.Children.Add(field);
        }
        foreach (var field in top.Where(f => f.Children.Count > 0 && IsFiller(f.Value)))
        {
            var lists = field
                .Children.Select(c => ListOf().Match(c.Value ?? ""))
                .Where(m => m.Success)
                .Select(m => m.Groups["list"].Value)
                .Distinct(StringComparer.Ordinal)
                .ToList();
            field.Value = field.IsList && lists.Count == 1 ? lists[0] : null;
            guessed(
                field.Caption,
                $"旧版资产没有层级：把其后的 {field.Children.Count} 行（{string.Join("、", field.Children.Select(c => c.Field))}）归入它"
                    + (field.Value is null ? "" : $"，并按子字段推断它绑定 {field.Value}")
            );
        }
        half.Request = top;
    }

    public static bool IsFiller(string? value) => value is "1" or "111";

    [GeneratedRegex(@"\{\{(?<list>[^{}.|]+)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ListOf();
}
