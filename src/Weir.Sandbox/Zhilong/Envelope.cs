using System.Buffers;
using System.Text.Json;

namespace Weir.Sandbox.Zhilong;

/// <summary>Wraps rows and errors the way the chosen profile does.</summary>
internal static class Envelope
{
    public static Reply Rows(EnvelopeProfile profile, int total, Action<Utf8JsonWriter> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, SandboxJson.Writer))
        {
            switch (profile)
            {
                case EnvelopeProfile.BareArray:
                    rows(json);
                    break;
                case EnvelopeProfile.AjaxList:
                    json.WriteStartObject();
                    Status(json, 200, "操作成功");
                    json.WritePropertyName("data");
                    rows(json);
                    json.WriteEndObject();
                    break;
                case EnvelopeProfile.AjaxPage:
                    json.WriteStartObject();
                    Status(json, 200, "操作成功");
                    json.WriteStartObject("data");
                    json.WriteNumber("total", total);
                    json.WritePropertyName("rows");
                    rows(json);
                    json.WriteEndObject();
                    json.WriteEndObject();
                    break;
                default:
                    json.WriteStartObject();
                    json.WriteNumber("total", total);
                    json.WritePropertyName("rows");
                    rows(json);
                    Status(json, profile == EnvelopeProfile.Ruoyi ? 0 : 200, "查询成功");
                    json.WriteEndObject();
                    break;
            }
        }
        return new Reply(buffer.WrittenMemory);
    }

    /// <summary>Errors come with HTTP 200, whatever the code says.</summary>
    public static Reply Error(int code, string message) =>
        Reply.Text(JsonSerializer.Serialize(new { code, msg = message }, SandboxJson.Options));

    public static Reply Unauthorized(string path) => Error(401, $"请求访问：{path}，认证失败，无法访问系统资源");

    private static void Status(Utf8JsonWriter json, int code, string message)
    {
        json.WriteNumber("code", code);
        json.WriteString("msg", message);
    }
}
