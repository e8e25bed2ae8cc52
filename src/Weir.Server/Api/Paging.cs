using System.Globalization;

namespace Weir.Server.Api;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What it lists.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="Next">Pass it as <c>after</c> (or <c>before</c>) to get the next page; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Limits and cursors of lists.</summary>
internal static class Paging
{
    public const int DefaultLimit = 50;
    public const int MostItems = 500;

    /// <summary>The page's size; null if what was asked for is not allowed.</summary>
    public static int? Limit(int? asked) =>
        asked is null ? DefaultLimit
        : asked is >= 1 and <= MostItems ? asked
        : null;

    /// <summary>The cursor's place; null if it is none of ours.</summary>
    public static long? Place(string? cursor, long start) =>
        cursor is null ? start
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
        : null;

    /// <summary>An id as text: ids of documents use more bits than a JavaScript number has.</summary>
    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    public static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Wrong() =>
        Problems.BadRequest(
            "page-invalid",
            $"'limit' is a number from 1 to {MostItems}, and 'after' or 'before' is 'next' of the page before."
        );
}
