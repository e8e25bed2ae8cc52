namespace Weir.Sandbox.Zhilong;

internal delegate void RowWriter(RowFields to, in ZhilongRow row, int seed);

/// <summary>One list operation: its path, its rows, and the filters besides the time window.</summary>
internal sealed class ZhilongList(string name, string idField, ZhilongTable table, RowWriter write, int seed)
{
    /// <summary>The path behind <c>/api/</c>, which is also the name of the operation in fault rules.</summary>
    public string Name => name;

    public ZhilongTable Table => table;

    public RowWriter Write => write;

    /// <summary>The key of the row, and for service orders class and type. Other filters do not exist and are ignored, as Spring does.</summary>
    public Func<ZhilongRow, bool>? Other(IReadOnlyDictionary<string, string> filters)
    {
        Func<ZhilongRow, bool>? test = null;
        if (Value(idField) is { } id)
            test = And(
                test,
                row => string.Equals(id, row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            );
        if (name.StartsWith("serviceOrder", StringComparison.Ordinal))
        {
            if (Value("serviceOrderClass") is { } kind)
                test = And(test, row => string.Equals(kind, OtherRows.ServiceOrderClass(seed, row.Index), StringComparison.Ordinal));
            if (Value("installType") is { } type)
                test = And(test, row => string.Equals(type, OtherRows.InstallType(seed, row.Index), StringComparison.Ordinal));
        }
        return test;

        string? Value(string key) => filters.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;
    }

    private static Func<ZhilongRow, bool> And(Func<ZhilongRow, bool>? left, Func<ZhilongRow, bool> right) =>
        left is null ? right : row => left(row) && right(row);
}
