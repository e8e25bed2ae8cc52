namespace Weir.Connectors.Zhilong;

/// <summary>One name and value of a request; page numbers are numbers in a JSON body, all else is text.</summary>
internal readonly record struct RequestField(string Name, string Value, bool Number = false);

/// <summary>A list call, before it is known where its fields are written.</summary>
/// <param name="Path">Appended to the base address.</param>
/// <param name="Filters">Window and other filters.</param>
/// <param name="Paging">Page number, size and order.</param>
internal sealed record ListRequest(string Path, IReadOnlyList<RequestField> Filters, IReadOnlyList<RequestField> Paging);
