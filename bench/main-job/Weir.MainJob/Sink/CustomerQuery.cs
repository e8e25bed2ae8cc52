using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Weir.MainJob.Sink;

/// <summary>ExecuteBillQuery and BillQuery on <c>F_out_id IN (…)</c> or <c>F_out_id='…'</c>.</summary>
internal sealed class CustomerQuery
{
    private string _form = "";
    private string[] _fields = [];
    private readonly List<string> _outIds = [];

    public void Read(ref Utf8JsonReader reader)
    {
        using var data = JsonDocument.ParseValue(ref reader);
        foreach (var property in data.RootElement.EnumerateObject())
        {
            switch (property.Name.ToUpperInvariant())
            {
                case "FORMID":
                    _form = property.Value.GetString() ?? "";
                    break;
                case "FIELDKEYS":
                    _fields = (property.Value.GetString() ?? "").Split(
                        ',',
                        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                    );
                    break;
                case "FILTERSTRING" when property.Value.ValueKind == JsonValueKind.String:
                    ReadText(property.Value.GetString()!);
                    break;
                case "FILTERSTRING" when property.Value.ValueKind == JsonValueKind.Array:
                    ReadConditions(property.Value);
                    break;
            }
        }
    }

    public void Answer(ArrayBufferWriter<byte> output, Customers customers, bool asObjects)
    {
        output.Write("["u8);
        var rows = 0;
        foreach (var text in _form.Equals("BD_Customer", StringComparison.OrdinalIgnoreCase) ? _outIds : [])
        {
            var outId = OutId.Parse(Encoding.UTF8.GetBytes(text));
            if (customers.Find(outId) is var id and > 0)
                Row(output, rows++ == 0 ? "" : ",", id, outId, asObjects);
        }
        if (_form.Equals("BD_Currency", StringComparison.OrdinalIgnoreCase))
            output.Write("[\"PRE001\"]"u8);
        output.Write("]"u8);
    }

    private void Row(ArrayBufferWriter<byte> output, string separator, int id, OutId outId, bool asObjects)
    {
        output.Write(Encoding.UTF8.GetBytes(separator + (asObjects ? "{" : "[")));
        for (var i = 0; i < _fields.Length; i++)
        {
            output.Write(Encoding.UTF8.GetBytes((i == 0 ? "" : ",") + (asObjects ? $"\"{JsonEncodedText.Encode(_fields[i])}\":" : "")));
            FieldValue.Write(output, _fields[i], id, outId, "C");
        }
        output.Write(asObjects ? "}"u8 : "]"u8);
    }

    private void ReadConditions(JsonElement conditions)
    {
        foreach (var condition in conditions.EnumerateArray())
        {
            if (condition.GetProperty("FieldName").ValueEquals("F_out_id"u8))
                _outIds.AddRange(condition.GetProperty("Value").ToString().Split(','));
        }
    }

    /// <summary>Takes the quoted or bare values after each mention of F_out_id, up to the end of its list.</summary>
    private void ReadText(string filter)
    {
        const string field = "F_out_id";
        for (var at = filter.IndexOf(field, StringComparison.OrdinalIgnoreCase); at >= 0; )
        {
            at += field.Length;
            var next = filter.IndexOf(field, at, StringComparison.OrdinalIgnoreCase);
            var part = next < 0 ? filter[at..] : filter[at..next];
            var close = part.IndexOf(')', StringComparison.Ordinal);
            if (part.Contains('(', StringComparison.Ordinal) && close > 0)
                part = part[(part.IndexOf('(', StringComparison.Ordinal) + 1)..close];
            foreach (var value in part.Split(',', '=', ' '))
            {
                var bare = value.Trim(' ', '\'', '(', ')');
                if (bare.Length > 0 && bare.ToUpperInvariant() is not ("AND" or "OR" or "IN"))
                    _outIds.Add(bare);
            }
            at = next;
        }
    }
}
