using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping;

/// <summary>A target field, with what is written around its values made ready.</summary>
internal sealed class TargetField(FieldDescription description)
{
    /// <summary>Name in messages.</summary>
    public string Name => description.Name;

    public FieldKind Kind => description.Kind;

    /// <summary>What stands before the number of a reference: <c>{"FNumber":</c>.</summary>
    public byte[] Wrap { get; } =
        Encoding.UTF8.GetBytes(
            $"{{\"{JsonEncodedText.Encode(description.Wrap ?? "FNumber", JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":"
        );
}
