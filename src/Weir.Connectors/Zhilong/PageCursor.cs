using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Zhilong;

/// <summary>What is being read.</summary>
internal enum ReadPass
{
    /// <summary>The window on the time of the last change.</summary>
    Update,

    /// <summary>One call that decides whether the create pass is needed.</summary>
    Probe,

    /// <summary>The window on the time of creation.</summary>
    Create,
}

/// <summary>Where a read stands; enough to go on in another process.</summary>
internal sealed record PageCursor
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What is being read.</summary>
    public ReadPass Pass { get; init; }

    /// <summary>Page, from 0.</summary>
    public int Page { get; init; }

    /// <summary>Rows of a page: the setting, or what the server turned out to give.</summary>
    public required int Size { get; init; }

    /// <summary>Rows read in this pass, re-read ones included.</summary>
    public long Seen { get; init; }

    /// <summary>The total that the page before told.</summary>
    public long? Total { get; init; }

    /// <summary>Hash of the rows of the page before.</summary>
    public string? Hash { get; init; }

    /// <summary>How often the read stepped back.</summary>
    public int Backs { get; init; }

    /// <summary>The last total of the update pass.</summary>
    public long? UpdateTotal { get; init; }

    /// <summary>The cursor as text.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>The cursor of a text.</summary>
    public static PageCursor Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PageCursor>(text, Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorKind.Config, $"植隆: the cursor '{text}' cannot be read; start the slice again.", e);
        }
    }
}
