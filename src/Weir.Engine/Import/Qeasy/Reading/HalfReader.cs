using System.Globalization;
using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Reads one half of a scheme. What it does not know is kept as a leftover.</summary>
internal static class HalfReader
{
    /// <summary>Keys whose rules are converted, or told as a whole, by a converter of their own.</summary>
    private static readonly string[] RuleKeys =
    [
        "condition",
        "condition_bk",
        "omissionRemedy",
        "groupCalculate",
        "operation",
        "formatResponse",
        "callBackStrategy",
        "autoCheck",
        "distributionOrg",
    ];

    /// <summary>Keys that say nothing a flow needs: display, transport, or the twin of another key.</summary>
    private static readonly string[] Silent = ["effect", "name", "updated", "autoFillResponse"];

    public static SchemeHalf Read(JsonElement json, string place, List<Leftover> leftovers)
    {
        var half = new SchemeHalf(place);
        Fill(half, json, place, leftovers);
        return half;
    }

    private static void Fill(SchemeHalf half, JsonElement json, string place, List<Leftover> leftovers)
    {
        foreach (var member in json.EnumerateObject())
        {
            var at = $"{place}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            if (string.Equals(member.Name, "metadata", StringComparison.Ordinal) && member.Value.ValueKind == JsonValueKind.Object)
                Fill(half, member.Value, at, leftovers);
            else if (RuleKeys.Contains(member.Name, StringComparer.Ordinal))
                half.Rules[member.Name] = member.Value;
            else if (!Single(half, member, at, leftovers) && !Listed(half, member, at, leftovers))
                leftovers.Add(new Leftover(at, member.Value.GetRawText(), "未知的键"));
        }
    }

    private static bool Single(SchemeHalf half, JsonProperty member, string at, List<Leftover> leftovers)
    {
        Action<string?>? set = member.Name switch
        {
            "platform" => text => half.Platform = text,
            "api" => text => half.Api = text,
            "apiName" => text => half.ApiName = text,
            "method" => text => half.Method = text,
            "adapter" => text => half.Adapter = text,
            "version" => text => half.Version = text,
            "cron" or "crontab" => text => half.Cron = text,
            "type" => text => half.Type = text,
            "id" => text => half.Id = text,
            "number" => text => half.Number = text,
            "idCheck" => text => half.IdCheck = SchemeJson.Truth(text),
            _ => Silent.Contains(member.Name, StringComparer.Ordinal) ? _ => { } : null,
        };
        if (set is null)
            return false;
        if (SchemeJson.IsComposite(member.Value))
            leftovers.Add(new Leftover(at, member.Value.GetRawText(), "这里应是文本"));
        else
            set(SchemeJson.Text(member.Value) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null);
        return true;
    }

    private static bool Listed(SchemeHalf half, JsonProperty member, string at, List<Leftover> leftovers)
    {
        switch (member.Name)
        {
            case "request":
                half.Request = FieldListReader.Read(member.Value, at, leftovers);
                return true;
            case "otherRequest":
                half.OtherRequest = FieldListReader.Read(member.Value, at, leftovers);
                return true;
            case "response":
                half.Response = FieldListReader.Read(member.Value, at, leftovers);
                return true;
            case "otherResponse":
                half.OtherResponse = FieldListReader.Read(member.Value, at, leftovers);
                return true;
            case "beatFlat":
                half.BeatFlat.AddRange(SchemeJson.Texts(member.Value));
                return half.BeatFlat.Count > 0 || member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.String;
            case "pagination":
                return Pagination(half, member.Value, at, leftovers);
            default:
                return false;
        }
    }

    private static bool Pagination(SchemeHalf half, JsonElement json, string at, List<Leftover> leftovers)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var member in json.EnumerateObject())
            if (
                string.Equals(member.Name, "pageSize", StringComparison.Ordinal)
                && int.TryParse(SchemeJson.Text(member.Value), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            )
                half.PageSize = size;
            else
                leftovers.Add(new Leftover($"{at}.{member.Name}", member.Value.GetRawText(), "未知的分页参数"));
        return true;
    }
}
