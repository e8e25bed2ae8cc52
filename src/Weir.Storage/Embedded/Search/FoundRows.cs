using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Sdk.Errors;

namespace Weir.Storage.Embedded.Search;

/// <summary>Reads what an entry stands for, and holds it against the filter: the index may be behind the ledger, and terms are only beginnings.</summary>
internal sealed class FoundRows(SearchReader reader, DocumentFilter filter)
{
    private readonly string? _text = filter.Text?.ToLowerInvariant();

    /// <summary>The delivery, if the filter means it.</summary>
    public FoundDelivery? Read(QueueInfo queue, long document)
    {
        var find = reader.Prepared(
            $"SELECT {LedgerReader.SummaryColumns} FROM ledger.document d LEFT JOIN ledger.delivery v ON v.id=?2 WHERE d.id=?1"
        );
        find.Bind(1, document).Bind(2, DocumentId.Under(document, queue.Id));
        if (!find.Step())
        {
            find.Reset();
            return null;
        }
        // In a queue that follows another, a document without a row is not waiting: it may never be due there.
        if (queue.Follows && find.IsNull(6))
        {
            find.Reset();
            return null;
        }
        var summary = LedgerReader.Summary(find);
        find.Reset();
        if (summary.Superseded || !Means(summary))
            return null;
        return new FoundDelivery(
            queue.FlowName,
            queue.Id,
            queue.Node,
            summary,
            summary.UpdatedAt ?? summary.AcceptedAt,
            FieldsOf(queue, document)
        );
    }

    private bool Means(DocumentSummary document) =>
        (filter.States.Count == 0 || filter.States.Contains(document.State))
        && (filter.From is not { } from || document.AcceptedAt >= from)
        && (filter.To is not { } to || document.AcceptedAt < to)
        && (
            filter.Group is null
            || string.Equals(ErrorGroups.IdOf(document.Error), filter.Group, StringComparison.Ordinal)
            || IsByCode(document)
        );

    /// <summary>A queue with too many different texts has groups by code alone.</summary>
    private bool IsByCode(DocumentSummary document) =>
        document.Error is { } error && string.Equals(ErrorGroups.IdOf(error with { Text = "" }), filter.Group, StringComparison.Ordinal);

    private Dictionary<string, string> FieldsOf(QueueInfo queue, long document)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.Declared.GetValueOrDefault(queue.FlowName) is not { Fields: { Count: > 0 } names })
            return fields;
        var read = reader.Prepared("SELECT no, value FROM field_value WHERE document=?1 ORDER BY no");
        read.Bind(1, document);
        while (read.Step())
            if (read.Int(0) < names.Count)
                fields[names[read.Int(0)]] = read.Text(1);
        read.Reset();
        return fields;
    }

    /// <summary>The first way in which the text is found in it; each is found in that way only, so that nothing is shown twice.</summary>
    public FoundBy ByText(FoundDelivery found)
    {
        var document = found.Document;
        if (Begins(document.Key) || found.Fields.Values.Any(Begins))
            return FoundBy.DocumentTerm;
        if (Begins(document.TargetNumber) || Begins(document.TargetId))
            return FoundBy.DeliveryTerm;
        if (found.Fields.Values.Any(Holds))
            return FoundBy.DocumentWords;
        return document.Error is { } error && (Holds(error.Text) || Holds(error.Code)) ? FoundBy.DeliveryWords : FoundBy.Nothing;
    }

    /// <summary>True if this term is the one by which a document with several of them is shown.</summary>
    public bool IsFirstTerm(FoundDelivery found, FoundBy by, string term)
    {
        IEnumerable<string?> texts =
            by == FoundBy.DocumentTerm
                ? [found.Document.Key, .. found.Fields.Values]
                : [found.Document.TargetNumber, found.Document.TargetId];
        var first = texts.Where(Begins).Select(text => Term.Of(text!)).Min(StringComparer.Ordinal);
        return string.Equals(first, term, StringComparison.Ordinal);
    }

    private bool Begins(string? text) => text?.ToLowerInvariant().StartsWith(_text!, StringComparison.Ordinal) == true;

    private bool Holds(string? text) => text?.ToLowerInvariant().Contains(_text!, StringComparison.Ordinal) == true;
}

/// <summary>How a text is found, in the order in which it is looked for.</summary>
internal enum FoundBy
{
    /// <summary>At the beginning of the key or of a declared field.</summary>
    DocumentTerm,

    /// <summary>At the beginning of the target's number or id.</summary>
    DeliveryTerm,

    /// <summary>Within a declared field.</summary>
    DocumentWords,

    /// <summary>Within the text of an error.</summary>
    DeliveryWords,

    /// <summary>Not at all.</summary>
    Nothing,
}
