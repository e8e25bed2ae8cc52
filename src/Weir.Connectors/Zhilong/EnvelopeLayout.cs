using System.Text;
using System.Text.Json;

namespace Weir.Connectors.Zhilong;

/// <summary>What a slot of a layout holds.</summary>
internal enum EnvelopePart
{
    Rows,
    Total,
    Code,
    Message,
}

/// <summary>A place in an answer where a part may be found.</summary>
internal sealed record EnvelopeSlot(EnvelopePart Part, EnvelopeProfile Profile, string Dotted)
{
    /// <summary>The names on the way to it; empty = the root.</summary>
    public byte[][] Path { get; } = Dotted.Length == 0 ? [] : [.. Dotted.Split('.').Select(Encoding.UTF8.GetBytes)];
}

/// <summary>
/// Where rows, total, code and text are looked for. The automatic layout is the union of all profiles of reference §3; what the first answer
/// shows is pinned, so that a later answer of another shape is an error and never an empty page.
/// </summary>
internal sealed class EnvelopeLayout
{
    private EnvelopeLayout(string name, IReadOnlyList<EnvelopeSlot> slots, IReadOnlyList<string> okCodes, bool pinned)
    {
        Name = name;
        Slots = slots;
        OkCodes = okCodes;
        Pinned = pinned;
    }

    /// <summary>The profile's name and the path of the rows, for people.</summary>
    public string Name { get; }

    /// <summary>In order of preference.</summary>
    public IReadOnlyList<EnvelopeSlot> Slots { get; }

    /// <summary>Codes that mean success.</summary>
    public IReadOnlyList<string> OkCodes { get; }

    /// <summary>False while the shape is still to be found out.</summary>
    public bool Pinned { get; }

    /// <summary>The layout that the settings ask for.</summary>
    public static EnvelopeLayout From(EnvelopeSettings settings)
    {
        var slots = new List<EnvelopeSlot>();
        void Add(EnvelopePart part, EnvelopeProfile profile, string? path)
        {
            if (!string.IsNullOrEmpty(path))
                slots.Add(new EnvelopeSlot(part, profile, path));
        }
        Add(EnvelopePart.Rows, EnvelopeProfile.Custom, settings.RowsPath);
        Add(EnvelopePart.Total, EnvelopeProfile.Custom, settings.TotalPath);
        Add(EnvelopePart.Code, EnvelopeProfile.Custom, settings.CodePath);
        Add(EnvelopePart.Message, EnvelopeProfile.Custom, settings.MessagePath);
        slots.AddRange(Known.Where(slot => Wanted(settings.Profile, slot)));
        var ok =
            settings.OkCodes.Count > 0 ? settings.OkCodes
            : settings.Profile is EnvelopeProfile.RuoyiVue ? ["200"]
            : settings.Profile is EnvelopeProfile.Ruoyi ? ["0"]
            : (IReadOnlyList<string>)["200", "0"];
        return new EnvelopeLayout(Word(settings.Profile), slots, ok, settings.Profile is not EnvelopeProfile.Auto);
    }

    /// <summary>The layout that one answer showed: only the slot that held its rows stays.</summary>
    public EnvelopeLayout Pin(EnvelopeSlot rows, string? code)
    {
        var profile = rows.Profile is EnvelopeProfile.RuoyiVue && code is not "200" ? EnvelopeProfile.Ruoyi : rows.Profile;
        var name = rows.Path.Length == 0 ? Word(profile) : $"{Word(profile)} (rows at {rows.Dotted})";
        return new EnvelopeLayout(
            name,
            [.. Slots.Where(slot => slot.Part is not EnvelopePart.Rows || slot == rows)],
            OkCodes,
            pinned: true
        );
    }

    private static string Word(EnvelopeProfile profile) => JsonNamingPolicy.CamelCase.ConvertName(profile.ToString());

    private static readonly EnvelopeSlot[] Known =
    [
        new(EnvelopePart.Rows, EnvelopeProfile.RuoyiVue, "rows"),
        new(EnvelopePart.Rows, EnvelopeProfile.AjaxPage, "data.rows"),
        new(EnvelopePart.Rows, EnvelopeProfile.AjaxPage, "data.list"),
        new(EnvelopePart.Rows, EnvelopeProfile.AjaxPage, "data.records"),
        new(EnvelopePart.Rows, EnvelopeProfile.AjaxList, "data"),
        new(EnvelopePart.Rows, EnvelopeProfile.BareArray, ""),
        new(EnvelopePart.Total, EnvelopeProfile.RuoyiVue, "total"),
        new(EnvelopePart.Total, EnvelopeProfile.AjaxPage, "data.total"),
        // An error is told by code and msg even where the rows come bare, so these belong to every profile.
        new(EnvelopePart.Code, EnvelopeProfile.Auto, "code"),
        new(EnvelopePart.Message, EnvelopeProfile.Auto, "msg"),
        new(EnvelopePart.Message, EnvelopeProfile.Auto, "message"),
    ];

    private static bool Wanted(EnvelopeProfile asked, EnvelopeSlot slot) =>
        slot.Part switch
        {
            EnvelopePart.Code or EnvelopePart.Message => true,
            EnvelopePart.Total => asked is not EnvelopeProfile.Custom,
            _ => asked switch
            {
                EnvelopeProfile.Auto => true,
                EnvelopeProfile.Ruoyi => slot.Profile is EnvelopeProfile.RuoyiVue,
                _ => slot.Profile == asked,
            },
        };
}
