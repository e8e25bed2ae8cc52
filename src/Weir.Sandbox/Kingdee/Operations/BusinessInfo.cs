using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Kingdee;

/// <summary>
/// QueryBusinessInfo. FieldType is the type number of the database column and does not tell a reference from a number;
/// the look-up form does. Its key is from memory, so it is given in both spellings that were mentioned.
/// </summary>
internal static class BusinessInfo
{
    public static Reply Answer(KingdeeState state, Form form)
    {
        lock (state.Gate)
        {
            var rules = new PackageRules(state, state.Store(form));
            var entries = new JsonArray([.. form.Entities.Prepend(form.Head).Select(entity => (JsonNode)Describe(form, entity, rules))]);
            var info = new JsonObject
            {
                ["Id"] = form.Id,
                ["Name"] = Languages(form.Name),
                ["PkFieldName"] = form.PkKey,
                ["Entrys"] = entries,
            };
            return Answers.Of(new JsonObject { ["ResponseStatus"] = new Outcome().Status(), ["NeedReturnData"] = info });
        }
    }

    private static JsonObject Describe(Form form, Entity entity, PackageRules rules) =>
        new()
        {
            ["Key"] = entity.Key,
            ["Name"] = Languages(entity.Name),
            ["TableName"] = entity.IsHead ? form.TableName : $"{form.TableName}_{entity.Key}",
            ["ParentKey"] = null,
            ["EntryName"] = entity.IsHead ? form.Id : entity.Key,
            ["EntryPkFieldName"] = entity.PkKey,
            ["Fields"] = new JsonArray([.. entity.Fields.Select(field => (JsonNode)Describe(field, rules))]),
        };

    private static JsonObject Describe(Field field, PackageRules rules)
    {
        var result = new JsonObject
        {
            ["Key"] = field.Key,
            ["Name"] = Languages(field.Name),
            ["FieldType"] = ColumnType(field.Kind),
            ["MustInput"] = rules.IsRequired(field) ? 1 : 0,
            ["IsViewVisible"] = true,
        };
        if (field is { Kind: FieldKind.Base, Lookup: { } lookup })
        {
            result["LookUpObjectID"] = lookup;
            result["LookUpObject"] = new JsonObject { ["FormId"] = lookup };
        }
        return result;
    }

    private static int ColumnType(FieldKind kind) =>
        kind switch
        {
            FieldKind.Int or FieldKind.Base => 127,
            FieldKind.Decimal => 106,
            FieldKind.Date => 61,
            FieldKind.Bool or FieldKind.Enum => 175,
            _ => 231,
        };

    private static JsonArray Languages(string text) => new(new JsonObject { ["Key"] = 2052, ["Value"] = text });
}
