using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Where a read stands; enough to go on in another process.</summary>
internal sealed record PageCursor
{
    private const int Longest = 8000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>Page, from 0.</summary>
    public int Page { get; init; }

    /// <summary>Rows of a page: the setting, or what the server turned out to give.</summary>
    public required int Size { get; init; }

    /// <summary>Rows read, re-read ones included.</summary>
    public long Seen { get; init; }

    /// <summary>The total that the page before told.</summary>
    public long? Total { get; init; }

    /// <summary>Hash of the rows of the page before.</summary>
    public string? Hash { get; init; }

    /// <summary>How often the read stepped back.</summary>
    public int Backs { get; init; }

    /// <summary>Pages without rows, one after the other.</summary>
    public int Empties { get; init; }

    /// <summary>The server's own cursor of this page; null on the first.</summary>
    public string? Token { get; init; }

    /// <summary>The server's cursor is a number.</summary>
    public bool TokenIsNumber { get; init; }

    /// <summary>The cursor as text.</summary>
    public string Write()
    {
        var text = JsonSerializer.Serialize(this, Json);
        return text.Length <= Longest
            ? text
            : throw new ConnectorException(
                ErrorKind.Config,
                $"HTTP: the server's cursor has {Token?.Length} characters, more than can be kept."
            );
    }

    /// <summary>The cursor of a text.</summary>
    public static PageCursor Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PageCursor>(text, Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorKind.Config, $"HTTP: the cursor '{text}' cannot be read; start the slice again.", e);
        }
    }
}
