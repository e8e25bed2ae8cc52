using System.Text.Json;

namespace Weir.MainJob.Sink;

internal readonly record struct Package(OutId OutId, long CustomerId);

/// <summary>What the sink needs of a Save or BatchSave: the identity of each package, in order, and the fields asked back.</summary>
internal sealed class SaveRequest
{
    public List<Package> Packages { get; } = [];
    public List<string> ReturnFields { get; } = [];
    public bool Audit { get; private set; }

    public void Clear()
    {
        Packages.Clear();
        ReturnFields.Clear();
        Audit = false;
    }

    public void Read(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Model"u8))
                ReadModel(ref reader);
            else if (reader.ValueTextEquals("NeedReturnFields"u8))
                ReadReturnFields(ref reader);
            else if (reader.ValueTextEquals("IsAutoSubmitAndAudit"u8))
                Audit = ReadFlag(ref reader);
            else
                reader.TrySkip();
        }
    }

    private void ReadModel(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadPackage(ref reader);
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            ReadPackage(ref reader);
    }

    private void ReadPackage(ref Utf8JsonReader reader)
    {
        OutId outId = default;
        long customerId = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isOutId = reader.ValueTextEquals("F_out_id"u8);
            var isCustomerId = !isOutId && reader.ValueTextEquals("FCUSTID"u8);
            reader.Read();
            if (isOutId)
                outId = OutId.Read(ref reader);
            else if (isCustomerId)
                customerId = OutId.Read(ref reader).Number;
            else
                reader.Skip();
        }
        Packages.Add(new Package(outId, customerId));
    }

    private void ReadReturnFields(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            ReturnFields.AddRange(reader.GetString()!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            ReturnFields.Add(reader.GetString()!);
    }

    private static bool ReadFlag(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("true"u8));
    }
}
