using System.Text;
using System.Text.Json;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>One line of <c>Errors</c>.</summary>
/// <param name="Field">FieldName, or null.</param>
/// <param name="Message">What Kingdee says.</param>
/// <param name="Index">DIndex: the place of the document in the request; null when the answer has none.</param>
internal readonly record struct StatusError(string? Field, string Message, int? Index);

/// <summary>One line of <c>SuccessEntitys</c>.</summary>
internal readonly record struct StatusEntity(string? Id, string? Number, int? Index);

/// <summary>
/// The envelope <c>Result.ResponseStatus</c> (reference §4), read in one pass. <c>ConvertResponseStatus</c> of Push is added to it (§5.3).
/// </summary>
internal sealed class KingdeeStatus
{
    private readonly List<StatusError> _errors = [];
    private readonly List<StatusEntity> _entities = [];

    /// <summary>What the answer claims; never relied upon alone (§4).</summary>
    public bool? IsSuccess { get; private set; }

    /// <summary>MsgCode (§4.1).</summary>
    public int MsgCode { get; private set; }

    /// <summary>Result.Id of Save.</summary>
    public string? Id { get; private set; }

    /// <summary>Result.Number of Save.</summary>
    public string? Number { get; private set; }

    public IReadOnlyList<StatusError> Errors => _errors;

    public IReadOnlyList<StatusEntity> Entities => _entities;

    /// <summary>All error sentences, joined.</summary>
    public string Text => string.Join("；", _errors.Select(e => e.Message));

    /// <summary>True if the call as a whole found no session (§2.3).</summary>
    public bool IsSessionLost =>
        _entities.Count == 0 && (MsgCode == 1 || (IsSuccess == false && _errors.Exists(e => KingdeeErrors.IsSessionLost(e.Message))));

    /// <summary>
    /// Reads the envelope from an answer, also one wrapped in arrays as queries do it (§6.3). Null when the answer is something else, for example
    /// rows. Reads the text to its end.
    /// </summary>
    /// <exception cref="JsonException">The answer is not JSON, or cut off.</exception>
    public static KingdeeStatus? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        KingdeeStatus? status = null;
        reader.Read();
        while (reader.TokenType == JsonTokenType.StartArray)
            reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            status = ReadCore(ref reader);
        while (reader.Read()) { }
        return status;
    }

    /// <summary>The error of the whole call.</summary>
    /// <param name="attempted">What was attempted.</param>
    /// <param name="fallback">Kind of what is in no table.</param>
    public ConnectorException Failure(string attempted, ErrorKind fallback)
    {
        var code = KingdeeErrors.Code(MsgCode);
        var text = Text.Length > 0 ? Text : "no reason given";
        var known = KingdeeErrors.Find(code, text);
        var kind = known?.Kind ?? fallback;
        return new ConnectorException(kind, $"{attempted}: Kingdee refused the call ({code}): {KingdeeErrors.Clip(text)}")
        {
            Code = code,
            VendorText = KingdeeErrors.Clip(text),
            RetryAfter = kind == ErrorKind.RateLimited ? KingdeeErrors.LimitWait : null,
        };
    }

    private static KingdeeStatus? ReadCore(ref Utf8JsonReader reader)
    {
        KingdeeStatus? status = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isResult = reader.ValueTextEquals("Result"u8);
            reader.Read();
            if (isResult && reader.TokenType == JsonTokenType.StartObject)
                status = ReadResult(ref reader);
            else
                reader.Skip();
        }
        return status;
    }

    private static KingdeeStatus ReadResult(ref Utf8JsonReader reader)
    {
        var status = new KingdeeStatus();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var main = reader.ValueTextEquals("ResponseStatus"u8);
            var convert = reader.ValueTextEquals("ConvertResponseStatus"u8);
            var id = reader.ValueTextEquals("Id"u8);
            var number = reader.ValueTextEquals("Number"u8);
            reader.Read();
            if ((main || convert) && reader.TokenType == JsonTokenType.StartObject)
                status.ReadStatus(ref reader, entities: main);
            else if (id)
                status.Id = Scalar(ref reader);
            else if (number)
                status.Number = Scalar(ref reader);
            else
                reader.Skip();
        }
        return status;
    }

    private void ReadStatus(ref Utf8JsonReader reader, bool entities)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var success = reader.ValueTextEquals("IsSuccess"u8);
            var code = reader.ValueTextEquals("MsgCode"u8);
            var errors = reader.ValueTextEquals("Errors"u8);
            var saved = reader.ValueTextEquals("SuccessEntitys"u8);
            reader.Read();
            if (success && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
                IsSuccess = IsSuccess != false && reader.GetBoolean();
            else if (code && Number32(ref reader) is { } found)
                MsgCode = found != 0 ? found : MsgCode;
            else if ((errors || (saved && entities)) && reader.TokenType == JsonTokenType.StartArray)
                ReadLines(ref reader, errors);
            else
                reader.Skip();
        }
    }

    private void ReadLines(ref Utf8JsonReader reader, bool errors)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            string? first = null;
            string? second = null;
            int? index = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isFirst = reader.ValueTextEquals(errors ? "FieldName"u8 : "Id"u8);
                var isSecond = reader.ValueTextEquals(errors ? "Message"u8 : "Number"u8);
                var isIndex = reader.ValueTextEquals("DIndex"u8);
                reader.Read();
                if (isFirst)
                    first = Scalar(ref reader);
                else if (isSecond)
                    second = Scalar(ref reader);
                else if (isIndex)
                    index = Number32(ref reader);
                else
                    reader.Skip();
            }
            if (errors)
                _errors.Add(new StatusError(first, second ?? "", index));
            else
                _entities.Add(new StatusEntity(first, second, index));
        }
    }

    /// <summary>Text, or a number with its digits as they came; null for "" and everything else.</summary>
    private static string? Scalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = reader.GetString();
                return string.IsNullOrEmpty(text) ? null : text;
            case JsonTokenType.Number:
                return Encoding.ASCII.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }

    private static int? Number32(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
            return number;
        if (reader.TokenType == JsonTokenType.String && int.TryParse(reader.GetString(), out number))
            return number;
        reader.Skip();
        return null;
    }
}
