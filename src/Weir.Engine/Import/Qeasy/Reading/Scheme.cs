using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>A scheme (集成方案) of 轻易云, as it was read; one source, one target.</summary>
internal sealed class Scheme
{
    public string? Title { get; set; }

    /// <summary>The UUID by which other schemes look into this one.</summary>
    public string? StrategyId { get; set; }

    /// <summary>The page it was published on prints templates without their braces.</summary>
    public bool BracesLost { get; set; }

    /// <summary>What is missing in the copy; null when it is whole.</summary>
    public string? Partial { get; set; }

    /// <summary>Remarks of the file itself, told in the report.</summary>
    public List<string> Notes { get; } = [];

    public SchemeHalf Source { get; set; } = new("source");

    public SchemeHalf Target { get; set; } = new("target");

    /// <summary>What no reader understood; goes to the report as it is.</summary>
    public List<Leftover> Leftovers { get; } = [];
}

/// <summary>A piece of a file that was not understood.</summary>
/// <param name="Place">Path in the file.</param>
/// <param name="Raw">Its text.</param>
/// <param name="Why">Why it was not.</param>
internal sealed record Leftover(string Place, string Raw, string Why);

/// <summary>One half of a scheme: what is called, with which fields. Rules that need no model of their own stay JSON.</summary>
/// <param name="place"><c>source</c> or <c>target</c>.</param>
internal sealed class SchemeHalf(string place)
{
    public string Place { get; } = place;

    public string? Platform { get; set; }

    public string? Api { get; set; }

    public string? ApiName { get; set; }

    /// <summary>Transport method: GET, POST, SQL.</summary>
    public string? Method { get; set; }

    public string? Adapter { get; set; }

    public string? Version { get; set; }

    public string? Cron { get; set; }

    public string? Type { get; set; }

    /// <summary>Field or template of the record's primary key.</summary>
    public string? Id { get; set; }

    /// <summary>Field or template of its number for people.</summary>
    public string? Number { get; set; }

    public bool? IdCheck { get; set; }

    public int? PageSize { get; set; }

    public List<SchemeField> Request { get; set; } = [];

    public List<SchemeField> OtherRequest { get; set; } = [];

    public List<SchemeField> Response { get; set; } = [];

    public List<SchemeField> OtherResponse { get; set; } = [];

    public List<string> BeatFlat { get; } = [];

    /// <summary>Rules by their key: condition, omissionRemedy, groupCalculate, operation, formatResponse, callBackStrategy …</summary>
    public Dictionary<string, JsonElement> Rules { get; } = new(StringComparer.Ordinal);

    public JsonElement? Rule(string name) =>
        Rules.TryGetValue(name, out var rule) && rule.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? rule : null;

    /// <summary>True if the file says anything of this half.</summary>
    public bool IsGiven => Platform is not null || Api is not null || ApiName is not null || Request.Count > 0 || OtherRequest.Count > 0;

    /// <summary>A system parameter by its name, in <c>otherRequest</c> or, as older schemes have it, in <c>request</c>.</summary>
    public SchemeField? Parameter(string name) =>
        OtherRequest.Concat(Request).LastOrDefault(f => string.Equals(f.Field, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>All fields of a list, with those below them.</summary>
    public static IEnumerable<SchemeField> All(IEnumerable<SchemeField> fields) => fields.SelectMany(f => All(f.Children).Prepend(f));
}
