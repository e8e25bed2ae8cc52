namespace Weir.Engine.Import.Qeasy;

/// <summary>Why a file cannot be imported, as one sentence for the person who gave it.</summary>
public sealed class ImportException(string message) : Exception(message);
