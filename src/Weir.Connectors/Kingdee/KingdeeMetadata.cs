using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>What is known about a form: the static description, the live one of QueryBusinessInfo (reference §5.5), and the flow's own fields.</summary>
internal sealed class KingdeeMetadata(KingdeeClient client, string formId, Action<string> note)
{
    private readonly KingdeeForm? _static = KingdeeForms.Find(formId);
    private KingdeeForm? _live;
    private bool _asked;

    /// <summary>Key fields without asking Kingdee.</summary>
    public KingdeeKeys KnownKeys(KingdeeSaveSettings settings)
    {
        var pk = settings.PkField ?? _static?.Pk ?? _live?.Pk ?? "FID";
        var number = settings.NumberField ?? _static?.NumberField ?? (pk is "FID" ? "FBillNo" : "FNumber");
        return new KingdeeKeys(pk, number, Organised: _static is { NumberField: "FNumber" });
    }

    /// <summary>Key fields; Kingdee is asked for forms that are in no table.</summary>
    /// <exception cref="ConnectorException">Kind Config: base data whose primary key nobody knows.</exception>
    public async Task<KingdeeKeys> KeysAsync(KingdeeSaveSettings settings, CancellationToken cancellationToken)
    {
        if (
            settings.PkField is null
            && _static is null
            && await AskAsync(cancellationToken) is { Kind: ErrorKind.Transient or ErrorKind.RateLimited } busy
        )
            throw busy;
        if (settings.PkField is null && _static is null && _live is null && formId.StartsWith("BD_", StringComparison.OrdinalIgnoreCase))
            throw new ConnectorException(
                ErrorKind.Config,
                $"The primary key of {formId} is not known and Kingdee does not tell it; set pkField (for example FCUSTID for BD_Customer)."
            );
        return KnownKeys(settings);
    }

    /// <summary>All fields: the live system's over the static ones, the flow's own over both.</summary>
    public async Task<IReadOnlyList<FieldDescription>> DescribeAsync(
        IReadOnlyDictionary<string, KingdeeFieldSetting> own,
        CancellationToken cancellationToken
    )
    {
        await AskAsync(cancellationToken);
        return Fields(_static, _live, own);
    }

    /// <summary>The fields as far as they are known without asking: the static ones, the flow's own over them.</summary>
    public static IReadOnlyList<FieldDescription> KnownFields(string formId, IReadOnlyDictionary<string, KingdeeFieldSetting> own) =>
        KingdeeForms.Find(formId) is { } known ? Fields(known, live: null, own) : [];

    private static IReadOnlyList<FieldDescription> Fields(
        KingdeeForm? known,
        KingdeeForm? live,
        IReadOnlyDictionary<string, KingdeeFieldSetting> own
    )
    {
        var fields = new OrderedDictionary<string, FieldDescription>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in known?.Fields ?? [])
            fields[field.Name] = field;
        foreach (var field in live?.Fields ?? [])
            fields[field.Name] = fields.TryGetValue(field.Name, out var before) ? Merge(before, field) : field;
        foreach (var (name, setting) in own)
            fields[name] = setting.Describe(name) with
            {
                Label = setting.Label ?? fields.GetValueOrDefault(name)?.Label ?? name,
                Required = fields.GetValueOrDefault(name)?.Required ?? false,
            };
        return [.. fields.Values];
    }

    /// <summary>The live spelling, label and duty; the kind from the table, because the metadata does not tell a reference from a number (§5.5).</summary>
    private static FieldDescription Merge(FieldDescription known, FieldDescription live) =>
        (live.Kind == FieldKind.Reference && known.Kind != FieldKind.Reference ? live : known) with
        {
            Name = live.Name,
            Label = live.Label,
            Required = known.Required || live.Required,
            Refers = live.Refers ?? known.Refers,
            Origin = "QueryBusinessInfo",
        };

    /// <summary>Asks once, unless Kingdee was busy; returns why there is no answer.</summary>
    private async Task<ConnectorException?> AskAsync(CancellationToken cancellationToken)
    {
        if (_asked)
            return null;
        var body = KingdeeJson.Object(w =>
        {
            w.WriteStartObject("data"u8);
            w.WriteString("FormId"u8, formId);
            w.WriteEndObject();
        });
        var call = new KingdeeCall("QueryBusinessInfo", formId, body, Writes: false);
        try
        {
            using var reply = await client.CallAsync(call, trace: null, cancellationToken);
            if (reply.Status is { IsSuccess: false } refused)
                throw refused.Failure(call.Attempted, ErrorKind.Unknown);
            _live = KingdeeBusinessInfo.Read(formId, KingdeeAnswers.Json(reply.Answer));
            if (_live is null)
                note($"{call.Attempted}: the answer has no Entrys; fields come from the built-in description and the flow's settings.");
        }
        catch (ConnectorException e) when (e.Kind != ErrorKind.Auth && !IsSignIn(e))
        {
            note($"{e.Message} Fields come from the built-in description and the flow's settings.");
            _asked = e.Kind is not (ErrorKind.Transient or ErrorKind.RateLimited);
            return e;
        }
        catch (JsonException e)
        {
            note($"{call.Attempted}: {e.Message} Fields come from the built-in description and the flow's settings.");
        }
        _asked = true;
        return null;
    }

    /// <summary>Errors that every other call would meet too.</summary>
    private static bool IsSignIn(ConnectorException e) =>
        e.Kind == ErrorKind.Config
        && (
            e.Code is null or "login" or "tls" or "MsgCode 1" or "MsgCode 15"
            || e.Code.StartsWith("gateway", StringComparison.Ordinal)
            || e.Code.StartsWith("LoginResultType", StringComparison.Ordinal)
        );
}
