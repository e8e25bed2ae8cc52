namespace Weir.Sdk.Settings;

/// <summary>Describes one property of a settings record for forms, docs, JSON Schema and validation.</summary>
/// <param name="label">Name in Chinese.</param>
/// <param name="labelEn">Name in English.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldAttribute(string label, string labelEn) : Attribute
{
    /// <summary>Name in Chinese.</summary>
    public string Label { get; } = label;

    /// <summary>Name in English.</summary>
    public string LabelEn { get; } = labelEn;

    /// <summary>What it means, units, default, example (one or two sentences, English).</summary>
    public string Help { get; set; } = "";

    /// <summary>Masked everywhere, never returned by an API.</summary>
    public bool Secret { get; set; }

    /// <summary>Smallest number allowed; NaN = no limit.</summary>
    public double Min { get; set; } = double.NaN;

    /// <summary>Largest number allowed; NaN = no limit.</summary>
    public double Max { get; set; } = double.NaN;
}
