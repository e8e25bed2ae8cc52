using System.Text;
using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Engine.Flows.Nodes.Lookup;

/// <summary>The elements of an array of a record.</summary>
internal static class LookupLines
{
    /// <summary>For each element the record with that element in the array's place, so that <c>{{items.sku}}</c> is the element's.</summary>
    public static IEnumerable<byte[]> Views(ReadOnlySpan<byte> record, string array)
    {
        var place = PlaceOf(record, array);
        if (place.Length == 0)
            return [];
        var json = record.Slice(place.Offset, place.Length);
        if (json[0] != (byte)'[')
            throw new JsonException($"'{array}' is no list");
        var views = new List<byte[]>();
        foreach (var element in JsonScan.Elements(json, 0, out _))
        {
            var view = new byte[record.Length - place.Length + element.Length];
            record[..place.Offset].CopyTo(view);
            json.Slice(element.Offset, element.Length).CopyTo(view.AsSpan(place.Offset));
            record[(place.Offset + place.Length)..].CopyTo(view.AsSpan(place.Offset + element.Length));
            views.Add(view);
        }
        return views;
    }

    /// <summary>Where a member's value lies; length 0 if there is none, or null.</summary>
    public static RecordExtent PlaceOf(ReadOnlySpan<byte> record, string member)
    {
        var place = JsonValidator.Check(record, Encoding.UTF8.GetBytes(member));
        return place.Length == 4 && record.Slice(place.Offset, 4).SequenceEqual("null"u8) ? default : place;
    }
}
