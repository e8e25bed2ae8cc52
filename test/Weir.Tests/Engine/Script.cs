using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;
using Weir.Sdk.Settings;

namespace Weir.Tests.Engine;

/// <summary>Settings of the scripted operations.</summary>
public sealed record ScriptedSettings
{
    [Field("方式", "Mode")]
    public string? Mode { get; init; }

    [Field("条数", "Size", Min = 1, Max = 100)]
    public int Size { get; init; } = 10;
}

/// <summary>Settings of a scripted connection.</summary>
public sealed record ScriptedConnectionSettings
{
    [Field("地址", "Address")]
    public string? Address { get; init; }

    [Field("密钥", "Secret", Secret = true)]
    public string? Secret { get; init; }
}

/// <summary>One call that a script saw.</summary>
internal sealed record Seen(string What, DateTimeOffset At, IReadOnlyList<string> Ids, IReadOnlyList<TargetDocument> Documents);

/// <summary>A document as the scripted target keeps it.</summary>
internal sealed record Kept(string Id, string TargetId, string Body, int Copies, int Updates);

/// <summary>A connector whose source and target do what the test says. Without a script the source is empty and the target takes everything.</summary>
internal sealed class Script(TimeProvider clock) : IConnector, IConnection, ISource, ITarget, ILookup
{
    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private int _lastId;

    public Func<SourceSlice, string?, CancellationToken, Task<SourcePage>> Read { get; set; } = (_, _, _) => Task.FromResult(Page(null));

    /// <summary>Null: everything is kept.</summary>
    public Func<IReadOnlyList<TargetDocument>, Task<IReadOnlyList<Outcome>>>? Write { get; set; }

    /// <summary>What it says of a document that it took; null: nothing.</summary>
    public Func<TargetDocument, string>? Answer { get; set; }

    /// <summary>Null: what is kept is found.</summary>
    public Func<string, FoundDocument>? Lookup { get; set; }

    /// <summary>Rows that a lookup finds: takes the keys of a call.</summary>
    public Func<IReadOnlyList<IReadOnlyList<string>>, IReadOnlyList<string>> Rows { get; set; } = _ => [];

    public Func<CancellationToken, Task<SessionToken>> SignIn { get; set; } = _ => Task.FromResult(new SessionToken("s"));

    public ConcurrentQueue<Seen> Calls { get; } = new();

    public IEnumerable<Seen> Writes => Calls.Where(c => string.Equals(c.What, "write", StringComparison.Ordinal));

    public IEnumerable<Seen> Finds => Calls.Where(c => string.Equals(c.What, "find", StringComparison.Ordinal));

    public IReadOnlyDictionary<string, Kept> Kept => _kept;

    public string? IdentityField { get; init; } = "id";

    public DoubtPolicy DoubtPolicy { get; init; } = DoubtPolicy.Hold;

    public TargetLimits Limits { get; init; } = new(10, 1024 * 1024);

    public bool Windowed { get; init; }

    public IReadOnlyList<FieldDescription> SourceFields { get; init; } = [];

    public IReadOnlyList<FieldDescription> TargetFields { get; init; } = [];

    public ConnectorManifest Manifest =>
        new(
            "scripted",
            "脚本",
            "Scripted",
            typeof(ScriptedConnectionSettings),
            [
                new OperationDescriptor("things.list", OperationRole.Source, "列表", "List", typeof(ScriptedSettings))
                {
                    KeyPath = "id",
                    Windowed = Windowed,
                    Overlap = TimeSpan.FromMinutes(5),
                    Fields = SourceFields,
                },
                new OperationDescriptor("things.keyless", OperationRole.Source, "无主键", "Keyless", typeof(ScriptedSettings)),
                new OperationDescriptor("things.find", OperationRole.Lookup, "查找", "Find", typeof(ScriptedSettings)),
                new OperationDescriptor("things.save", OperationRole.Target, "保存", "Save", typeof(ScriptedSettings))
                {
                    Fields = TargetFields,
                },
            ]
        )
        {
            Description = "",
        };

    public static SourcePage Page(string? next, params IEnumerable<string> records) =>
        new(RecordSlab.Copy([.. records.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r))]), next);

    public static string Record(string id, string value) => JsonSerializer.Serialize(new { id, v = value });

    /// <summary>A source with these records, so many to a page; the cursor is the page's number.</summary>
    public void Gives(IReadOnlyList<string> records, int size = 50) =>
        Read = (_, cursor, _) =>
        {
            var page = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
            var last = (page + 1) * size >= records.Count;
            return Task.FromResult(Page(last ? null : $"{page + 1}", records.Skip(page * size).Take(size)));
        };

    public static string[] Many(int count, string value = "1") => [.. Enumerable.Range(0, count).Select(i => Record($"k{i}", value))];

    /// <summary>Keeps a document as a target does that knows no idempotency: a second create is a second copy.</summary>
    public Outcome Keep(TargetDocument document)
    {
        var body = Encoding.UTF8.GetString(document.Body.Span);
        var id = document.Identity ?? JsonElement.Parse(body).GetProperty("id").GetString()!;
        var kept = _kept.AddOrUpdate(
            id,
            _ => new Kept(id, $"T{Interlocked.Increment(ref _lastId)}", body, 1, 0),
            (_, old) =>
                document.Intent == WriteIntent.Create
                    ? old with
                    {
                        Body = body,
                        Copies = old.Copies + 1,
                    }
                    : old with
                    {
                        Body = body,
                        Updates = old.Updates + 1,
                    }
        );
        return Outcome.Ok(kept.TargetId, "N" + kept.TargetId);
    }

    public IReadOnlyList<Outcome> KeepAll(IReadOnlyList<TargetDocument> batch) => [.. batch.Select(Keep)];

    public static ConnectorException Error(ErrorKind kind, string? code = null, string message = "scripted") =>
        new(kind, message) { Code = code };

    /// <summary>The connection's session, as the engine gave it.</summary>
    public ISession? Session { get; private set; }

    public IConnection Open(ConnectionContext context)
    {
        Session = context.Session;
        return this;
    }

    /// <summary>Settings with which the source was opened.</summary>
    public ConcurrentQueue<JsonElement> Settings { get; } = new();

    public ISource OpenSource(OperationDescriptor operation, JsonElement settings)
    {
        Settings.Enqueue(settings);
        return this;
    }

    public ITarget OpenTarget(OperationDescriptor operation, JsonElement settings) => this;

    public ILookup OpenLookup(OperationDescriptor operation, JsonElement settings) => this;

    public int KeysPerCall => 3;

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        IReadOnlyList<string> where,
        IReadOnlyList<IReadOnlyList<string>> keys,
        IReadOnlyList<string> take,
        CancellationToken cancellationToken
    )
    {
        Note("lookup", [.. keys.Select(key => string.Join('|', key))], []);
        return Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([
            .. Rows(keys).Select(row => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(row)),
        ]);
    }

    public Task<SessionToken> SignInAsync(CancellationToken cancellationToken)
    {
        Note("signIn", [], []);
        return SignIn(cancellationToken);
    }

    public Task<string> TestAsync(CancellationToken cancellationToken) => Task.FromResult("ok");

    public Task<SourcePage> ReadAsync(SourceSlice slice, string? cursor, CancellationToken cancellationToken)
    {
        Note("read", [cursor ?? ""], []);
        return Read(slice, cursor, cancellationToken);
    }

    public Task<IReadOnlyList<FieldDescription>> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(TargetFields);

    public IReadOnlyList<RequestPreview> Preview(IReadOnlyList<TargetDocument> batch) => [];

    public async Task<WriteAnswer> WriteAsync(IReadOnlyList<TargetDocument> batch, CancellationToken cancellationToken)
    {
        // Copied, because the engine's memory is only good during the call.
        var copies = batch.Select(d => d with { Body = d.Body.ToArray() }).ToList();
        Note("write", [.. copies.Select(d => d.Identity ?? "")], copies);
        var outcomes = Write is null ? KeepAll(copies) : await Write(copies);
        return new WriteAnswer(outcomes, [new Exchange(new RequestPreview("POST", "mem://target", copies[0].Body), "ok"u8.ToArray())])
        {
            Answers = Answer is null ? [] : [.. copies.Select(d => (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(Answer(d)))],
        };
    }

    public Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        Note("find", [.. identities], []);
        return Task.FromResult<IReadOnlyList<FoundDocument>>([.. identities.Select(Lookup ?? Look)]);
    }

    public FoundDocument Look(string identity) =>
        _kept.TryGetValue(identity, out var kept)
            ? new FoundDocument(FoundState.Complete, kept.TargetId, "N" + kept.TargetId, kept.Copies)
            : new FoundDocument(FoundState.Missing);

    private void Note(string what, IReadOnlyList<string> ids, IReadOnlyList<TargetDocument> documents) =>
        Calls.Enqueue(new Seen(what, clock.GetUtcNow(), ids, documents));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
