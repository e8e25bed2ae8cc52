namespace Weir.Engine.Import.Qeasy;

/// <summary>The key of a record: the scheme's <c>id</c>, which may be a template.</summary>
internal static class KeyConversion
{
    public static string KeyOf(Conversion conversion)
    {
        var half = conversion.Source;
        var report = conversion.Report;
        var id = half.Id is null ? null : TemplateRepair.Mend(half.Id, told => report.Converted("source.id", told, half.Id));
        if (string.IsNullOrEmpty(id))
        {
            var guess = Guess(conversion);
            report.Decide("source.id", "没有给出主键", $"暂用 '{guess}'：改成能唯一认出一条来源记录的字段，首次运行之后不要再改");
            return guess;
        }
        if (IsFlattened(conversion, PathOf(id)))
        {
            var owner =
                References.In(id).FirstOrDefault(path => !IsFlattened(conversion, path)) ?? PathOf(half.Number) ?? Guess(conversion);
            report.Decide(
                "source.id",
                "主键是拍扁之后才有的字段",
                $"暂用 '{owner}' 作主键，拍扁的每一行自动加后缀 -0、-1 …；来源的行序会变时请核对",
                half.Id
            );
            return owner;
        }
        if (!id.Contains('{', StringComparison.Ordinal))
        {
            report.Converted("source.id", $"主键 {id}", half.Id);
            return id;
        }
        var paths = References.In(id).ToList();
        if (id.Contains("random", StringComparison.Ordinal) && paths.Count == 0)
        {
            var number = PathOf(half.Number) ?? Guess(conversion);
            report.Decide(
                "source.id",
                "主键是随机数：原方案没有去重，每次拉到都会重发",
                $"暂用单号 '{number}' 作主键，去重由此生效；确需每次重发请另行设计",
                half.Id
            );
            return number;
        }
        if (paths.Count == 0)
        {
            var guess = Guess(conversion);
            report.Decide("source.id", "主键里没有引用任何字段", $"暂用 '{guess}'", half.Id);
            return guess;
        }
        if (paths.Count == 1 && References.Only(id) is not null)
            report.Converted("source.id", $"主键 {paths[0]}", half.Id);
        else
            report.Decide(
                "source.id",
                "主键由几部分拼成，Weir 的主键是一个字段",
                $"暂用 '{paths[0]}'：若其余部分只是修改时间或随机数，则不再需要（内容有变会自动再投递）；若缺了它们就不唯一，请换一个唯一的字段",
                half.Id
            );
        return paths[0];
    }

    /// <summary>The key is read before the flattening, when a field of a line does not stand there yet.</summary>
    private static bool IsFlattened(Conversion conversion, string? path) =>
        path is not null && conversion.Source.BeatFlat.Exists(list => path.StartsWith($"{list}_", StringComparison.Ordinal));

    private static string? PathOf(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Contains('{', StringComparison.Ordinal) ? References.In(text).FirstOrDefault()
        : text;

    /// <summary>The source's number, or what the target's number is filled with.</summary>
    private static string Guess(Conversion conversion) =>
        PathOf(conversion.Source.Number)
        ?? conversion
            .Target.Request.Where(f => f.Field is "FBillNo" or "FNumber" or "code" or "Code" or "so_id")
            .Select(f => References.Only(f.Value) ?? (conversion.Scheme.BracesLost ? f.Value : null))
            .FirstOrDefault(path => !string.IsNullOrWhiteSpace(path))
        ?? "id";
}
