using System.Globalization;
using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>The values that a package would store.</summary>
internal sealed record Draft(object?[] Head, Dictionary<Entity, List<EntryRow>> Entries);

/// <summary>Lays a package over the stored record, in the order of its keys; unknown keys are ignored.</summary>
internal sealed class PackageReader(KingdeeState state, FormStore store, SaveOptions options, List<Problem> problems)
{
    private readonly FieldReader _fields = new(state, options.IsVerifyBaseDataField, problems);

    public Draft Read(JsonElement model, Bill? existing)
    {
        var form = store.Form;
        var head = existing is null ? new object?[form.Head.Width] : (object?[])existing.Head.Clone();
        var entries = existing is null ? [] : new Dictionary<Entity, List<EntryRow>>(existing.Entries);
        var partial = existing is not null && options.NeedUpdateFields.Count > 0;
        foreach (var property in model.EnumerateObject())
        {
            if (partial && !options.NeedUpdateFields.Contains(property.Name))
                continue;
            if (form.HeadField(property.Name) is { } field)
            {
                if (field.Ordinal >= 0)
                    head[field.Ordinal] = _fields.Read(field, property.Value);
            }
            else if (form.FindEntity(property.Name) is { } entity)
            {
                entries[entity] = Rows(entity, property.Value, entries.GetValueOrDefault(entity) ?? [], partial);
            }
        }
        return new Draft(head, entries);
    }

    private List<EntryRow> Rows(Entity entity, JsonElement json, List<EntryRow> old, bool partial)
    {
        if (entity.IsObject)
        {
            if (json.ValueKind == JsonValueKind.Object)
                return [Row(entity, json, old.FirstOrDefault(), partial)];
            if (json.ValueKind != JsonValueKind.Null)
                WrongEntity(entity);
            return old;
        }
        if (json.ValueKind == JsonValueKind.Null)
            return old;
        if (json.ValueKind != JsonValueKind.Array)
        {
            WrongEntity(entity);
            return old;
        }
        var rows = options.IsDeleteEntry ? [] : new List<EntryRow>(old);
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                WrongEntity(entity);
                continue;
            }
            var id = Key(item, entity.PkKey);
            var before = id == 0 ? null : old.Find(r => r.Id == id);
            if (id != 0 && before is null)
            {
                problems.Add(new Problem($"单据体“{entity.Name}”中内码为{id}的分录不存在", MsgCode.NoData));
                continue;
            }
            var row = Row(entity, item, before, partial);
            var place = before is null ? -1 : rows.IndexOf(before);
            if (place >= 0)
                rows[place] = row;
            else
                rows.Add(row);
        }
        return rows;
    }

    private EntryRow Row(Entity entity, JsonElement json, EntryRow? before, bool partial)
    {
        var values = before is null ? new object?[entity.Width] : (object?[])before.Values.Clone();
        foreach (var property in json.EnumerateObject())
        {
            if (partial && before is not null && !options.NeedUpdateFields.Contains(property.Name))
                continue;
            if (entity.Find(property.Name) is { } field)
                values[field.Ordinal] = _fields.Read(field, property.Value);
        }
        return new EntryRow(before?.Id ?? store.NextEntryId(), values);
    }

    /// <summary>A key as number or text; absent, empty and zero mean a new row or record.</summary>
    public static long Key(JsonElement json, string name) =>
        long.TryParse(JsonValues.Text(json, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private void WrongEntity(Entity entity) =>
        problems.Add(
            new Problem(
                $"ResolveFiled_InnerEx 解析单据体{entity.Key}({entity.Name})出错，值类型与单据体类型不符",
                MsgCode.Failure,
                entity.Key
            )
        );
}
