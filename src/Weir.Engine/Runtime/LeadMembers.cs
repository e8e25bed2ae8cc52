using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>
/// What nodes behind a target see of it: the record as it lies in the ledger, and a member for each target on the way. Written when a delivery is settled,
/// read when one that follows is mapped.
/// </summary>
internal sealed class LeadMembers(EngineServices services, FlowPlan plan, TargetPlan target, FlowHandle handle)
{
    /// <summary>Longest answer that is kept.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>In the place of an answer: why there is none although there may have been one.</summary>
    private const string NotKept = "answerNotKept";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<JsonMember> _own = [];
    private readonly List<JsonMember> _theirs = [];
    private readonly ArrayBufferWriter<byte> _joined = new();

    /// <summary>The target that a document follows; null if it takes from the ledger, or that target is no longer in the flow.</summary>
    public string? TargetOf(LaneDocument document)
    {
        for (var i = 0; document.Lead is { } lead && i < handle.Queues.Count; i++)
            if (handle.Queues[i] == lead.Queue)
                return plan.Targets[i].Node.Id;
        return null;
    }

    /// <summary>The members for targets that follow, as a payload frame, and the place of each settlement in it; no frame when nothing follows.</summary>
    /// <param name="documents">The documents by id.</param>
    /// <param name="settlements">What became of them.</param>
    /// <param name="answers">What the target said, beside the settlements; null when it was not called.</param>
    public (byte[]? Frame, int[] Places) Of(
        IReadOnlyDictionary<long, LaneDocument> documents,
        IReadOnlyList<Settlement> settlements,
        IReadOnlyList<ReadOnlyMemory<byte>?>? answers
    )
    {
        if (target.FollowedOn == FollowOn.None)
            return (null, []);
        var parts = new List<ReadOnlyMemory<byte>>();
        var places = new int[settlements.Count];
        foreach (var (i, settlement) in settlements.Index())
        {
            places[i] = -1;
            if (!IsFollowed(settlement.To))
                continue;
            places[i] = parts.Count;
            var answer = answers is { Count: > 0 } ? answers[i] : null;
            parts.Add(Member(documents[settlement.Document], settlement, answer, wasCalled: answers is not null));
        }
        if (parts.Count == 0)
            return (null, []);
        using var slab = RecordSlab.Copy(parts);
        return (PayloadFrame.Encode(slab), places);
    }

    private bool IsFollowed(DeliveryState state) =>
        state switch
        {
            // A failure that is over takes back what was to be told of it; for that nothing need be seen.
            DeliveryState.Delivered => target.FollowedOn.HasFlag(FollowOn.Delivered),
            DeliveryState.Failed or DeliveryState.Held => target.FollowedOn.HasFlag(FollowOn.Failed),
            _ => false,
        };

    private ReadOnlyMemory<byte> Member(LaneDocument document, in Settlement settlement, ReadOnlyMemory<byte>? answer, bool wasCalled)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        writer.WriteStartObject();
        if (document.Lead is { Frame: not 0 } lead)
        {
            using var lease = services.Cache.Get(lead.Frame);
            var earlier = lease.Take(lead.Place);
            JsonMembers.Read(earlier, _theirs);
            foreach (var member in _theirs)
            {
                writer.WritePropertyName(Encoding.UTF8.GetString(member.NameIn(earlier)));
                writer.WriteRawValue(member.ValueIn(earlier));
            }
        }
        writer.WriteStartObject(TargetNode.NameOf(target.Node));
        if (settlement.To == DeliveryState.Delivered)
            WriteDelivered(writer, document, settlement, answer, wasCalled);
        else
            WriteFailed(writer, settlement);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteDelivered(
        Utf8JsonWriter writer,
        LaneDocument document,
        in Settlement settlement,
        ReadOnlyMemory<byte>? answer,
        bool wasCalled
    )
    {
        writer.WriteString("id"u8, settlement.TargetId ?? document.TargetId);
        writer.WriteString("number"u8, settlement.TargetNumber);
        writer.WritePropertyName("answer"u8);
        var reason = wasCalled ? Write(writer, answer) : "the delivery was confirmed by a lookup, after an answer that never came";
        if (!wasCalled)
            writer.WriteNullValue();
        if (reason is not null)
            writer.WriteString(NotKept, reason);
    }

    /// <summary>Writes the answer, or null; then says why if there was one.</summary>
    private static string? Write(Utf8JsonWriter writer, ReadOnlyMemory<byte>? answer)
    {
        if (answer is not { IsEmpty: false } bytes)
        {
            writer.WriteNullValue();
            return null;
        }
        var isJson = bytes.Length <= MostBytes && IsJson(bytes.Span);
        if (isJson)
            writer.WriteRawValue(bytes.Span, skipInputValidation: true);
        else
            writer.WriteNullValue();
        return isJson ? null
            : bytes.Length > MostBytes ? $"it has {bytes.Length:N0} bytes, and at most {MostBytes:N0} are kept"
            : "it is no JSON";
    }

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteFailed(Utf8JsonWriter writer, in Settlement settlement)
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("kind"u8, JsonNamingPolicy.CamelCase.ConvertName(settlement.Error!.Kind.ToString()));
        writer.WriteString("code"u8, settlement.Error.Code);
        writer.WriteString("message"u8, settlement.Error.Text);
        writer.WriteEndObject();
        writer.WriteNumber("attempts"u8, settlement.Tries);
    }

    /// <summary>The record with the members of the targets before it, which replace its own of the same name; good until the next call.</summary>
    /// <exception cref="MapException">A node reads an answer that was not kept.</exception>
    /// <exception cref="StoreException">The members cannot be read.</exception>
    public ReadOnlySpan<byte> Join(ReadOnlySpan<byte> record, LaneDocument document)
    {
        if (document.Lead is not { Frame: not 0 } lead)
            return record;
        using var lease = services.Cache.Get(lead.Frame);
        var members = lease.Take(lead.Place);
        if (target.AnswersRead.Count > 0 && members.IndexOf("\"answerNotKept\""u8) >= 0)
            CheckAnswers(members);
        JsonMembers.Read(record, _own);
        JsonMembers.Read(members, _theirs);
        _joined.ResetWrittenCount();
        var before = (byte)'{';
        foreach (var member in _own)
            if (!IsReplaced(record, member, members))
                Add(record, member, ref before);
        foreach (var member in _theirs)
            Add(members, member, ref before);
        _joined.Write("}"u8);
        return _joined.WrittenSpan;
    }

    private bool IsReplaced(ReadOnlySpan<byte> record, JsonMember own, ReadOnlySpan<byte> members)
    {
        foreach (var member in _theirs)
            if (own.IsNamed(record, member.NameIn(members)))
                return true;
        return false;
    }

    private void Add(ReadOnlySpan<byte> json, JsonMember member, ref byte before)
    {
        _joined.Write([before]);
        before = (byte)',';
        _joined.Write(json.Slice(member.Name.Offset, member.Name.Length));
        _joined.Write(":"u8);
        _joined.Write(member.ValueIn(json));
    }

    private void CheckAnswers(ReadOnlySpan<byte> members)
    {
        var read = JsonElement.Parse(members);
        foreach (var name in target.AnswersRead)
            if (read.TryGetProperty(name, out var member) && member.TryGetProperty(NotKept, out var reason))
                throw new MapException(
                    $"{name}.answer",
                    $"the answer is not known: {reason.GetString()}. {name}.id and {name}.number are known in any case."
                );
    }
}
