using System.Globalization;
using System.Text.Json;

namespace Weir.Sandbox.Zhilong;

/// <summary>Writes single fields the way Jackson does in RuoYi: dates without an offset, ids as numbers unless told otherwise.</summary>
internal readonly struct RowFields(Utf8JsonWriter json, ZhilongSettings settings)
{
    public Utf8JsonWriter Json => json;

    public void Text(string name, string? value)
    {
        json.WritePropertyName(name);
        JsonText.Write(json, value);
    }

    public void Null(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            json.WriteNull(name);
    }

    public void Id(string name, long? value)
    {
        if (value is not { } id)
            json.WriteNull(name);
        else if (settings.IdsAsText)
            json.WriteString(name, id.ToString(CultureInfo.InvariantCulture));
        else
            json.WriteNumber(name, id);
    }

    public void Number(string name, decimal value) => json.WriteNumber(name, value);

    public void Time(string name, long seconds) => json.WriteString(name, seconds == 0 ? null : TimeText(seconds));

    public static string TimeText(long seconds) =>
        DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>RuoYi's base entity; searchValue and the empty params are serialised by the code base of the vendor.</summary>
    public void BaseEntity(in ZhilongRow row, string? remark)
    {
        json.WriteNull("searchValue");
        Text("createBy", "admin");
        Text("createName", "管理员");
        Time("createTime", row.Created);
        Text("updateBy", row.Updated == 0 ? null : "admin");
        Time("updateTime", row.Updated);
        Text("remark", remark);
        json.WriteStartObject("params");
        json.WriteEndObject();
        json.WriteNull("param");
        Text("deleteFlag", row.Deleted ? "2" : "0");
        Null("updateTimeStart", "updateTimeEnd");
    }
}
