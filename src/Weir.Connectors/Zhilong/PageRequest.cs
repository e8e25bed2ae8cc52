using System.Globalization;

namespace Weir.Connectors.Zhilong;

/// <summary>The fields that ask for a page.</summary>
internal static class PageRequest
{
    /// <param name="paging">Names and mode.</param>
    /// <param name="page">Page, from 0.</param>
    /// <param name="size">Rows of a page.</param>
    public static IReadOnlyList<RequestField> Fields(PagingSettings paging, int page, int size)
    {
        if (paging.Mode is PagingMode.None)
            return [];
        var fields = new List<RequestField>
        {
            paging.Mode is PagingMode.Offset
                ? new RequestField(paging.OffsetField, Digits((long)page * size), Number: true)
                : new RequestField(paging.PageField, Digits(page + 1L), Number: true),
            new(paging.SizeField, Digits(size), Number: true),
        };
        if (!string.IsNullOrEmpty(paging.OrderByColumn))
        {
            fields.Add(new RequestField("orderByColumn", paging.OrderByColumn));
            fields.Add(new RequestField("isAsc", "asc"));
        }
        return fields;
    }

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
