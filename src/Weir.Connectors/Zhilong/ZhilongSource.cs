using System.Globalization;
using System.IO.Hashing;
using Weir.Sdk.Connectors;
using Weir.Sdk.Records;

namespace Weir.Connectors.Zhilong;

/// <summary>Reads a list page by page: the window on the time of change, and after it, where needed, the one on the time of creation.</summary>
internal sealed class ZhilongSource : ISource
{
    private readonly ZhilongClient _client;
    private readonly string _path;
    private readonly ListSettings _settings;
    private readonly RequestField[] _filters;
    private readonly TimeWindow _window;
    private readonly FilterCheck _check;
    private readonly Action<PageNote> _note;

    public ZhilongSource(ZhilongClient client, string path, ListSettings settings, IEnumerable<RequestField> own, Action<PageNote> note)
    {
        _client = client;
        _path = path;
        _settings = settings;
        _filters = [.. own, .. settings.Filters.Select(filter => new RequestField(filter.Key, filter.Value))];
        _window = new TimeWindow(settings.Window);
        _check = new FilterCheck(path, settings.Window, _window);
        _note = note;
    }

    /// <inheritdoc />
    public async Task<SourcePage> ReadAsync(SourceSlice slice, string? cursor, CancellationToken cancellationToken)
    {
        var at = cursor is null ? new PageCursor { Size = _settings.Paging.Size } : PageCursor.Read(cursor);
        return at.Pass is ReadPass.Probe ? await ProbeAsync(slice, at, cancellationToken) : await PageAsync(slice, at, cancellationToken);
    }

    private async Task<SourcePage> PageAsync(SourceSlice slice, PageCursor at, CancellationToken cancellationToken)
    {
        using var answer = await _client.ReadAsync(Request(slice, at.Pass, at.Page, at.Size), cancellationToken);
        var facts = new PageFacts(answer.Found.Rows.Length, answer.Found.Total, Hash(answer.RowBytes));
        var step = PagingRules.Next(_settings.Paging, _path, at, facts);
        if (step.Error is not null)
            throw step.Error;
        if (step.Note is { } note)
            _note(note);
        if (at.Page == 0 && _check.Of(slice, at.Pass, answer) is { } ignored)
            _note(ignored);
        var next = step.Next ?? AfterPass(slice, at, facts.Total);
        return new SourcePage(step.Repeats || facts.Rows == 0 ? Nothing() : answer.TakeRows(), next?.Write())
        {
            Total = at.Pass is ReadPass.Create ? facts.Total + (at.UpdateTotal ?? 0) : facts.Total,
            Bytes = answer.Length,
        };
    }

    /// <summary>
    /// Asks how many rows the create window has. It is a step of its own and gives an empty page, so that its call and the first page of the
    /// create pass, which look the same to RuoYi's repeat guard, are never tied to each other.
    /// </summary>
    private async Task<SourcePage> ProbeAsync(SourceSlice slice, PageCursor at, CancellationToken cancellationToken)
    {
        using var answer = await _client.ReadAsync(Request(slice, ReadPass.Create, page: 0, size: 1), cancellationToken);
        var needed = CreateRule.Needed(answer.Found.Total);
        return new SourcePage(Nothing(), needed ? CreateCursor(at.UpdateTotal).Write() : null)
        {
            Total = at.UpdateTotal,
            Bytes = answer.Length,
        };
    }

    private PageCursor? AfterPass(SourceSlice slice, PageCursor at, long? total)
    {
        if (at.Pass is ReadPass.Create)
            return null;
        var follows = CreateRule.After(_settings.Window.CreatePass, _window.IsSent(slice), _settings.Paging.Mode, total);
        return follows switch
        {
            ReadPass.Probe => CreateCursor(total) with { Pass = ReadPass.Probe },
            ReadPass.Create => CreateCursor(total),
            _ => null,
        };
    }

    private PageCursor CreateCursor(long? updateTotal) =>
        new()
        {
            Pass = ReadPass.Create,
            Size = _settings.Paging.Size,
            UpdateTotal = updateTotal,
        };

    private ListRequest Request(SourceSlice slice, ReadPass pass, int page, int size) =>
        new(_path, [.. _window.Fields(slice, pass), .. _filters], PageRequest.Fields(_settings.Paging, page, size));

    private static RecordSlab Nothing() => RecordSlab.Wrap([], []);

    private static string Hash(ReadOnlySpan<byte> rows) => XxHash3.HashToUInt64(rows).ToString("x16", CultureInfo.InvariantCulture);
}
