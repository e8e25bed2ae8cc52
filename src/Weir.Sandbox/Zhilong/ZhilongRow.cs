namespace Weir.Sandbox.Zhilong;

/// <summary>What is stored of a row; all its other fields are computed from the index and the revision.</summary>
/// <param name="Created">Seconds since 1970 of Chinese wall time.</param>
/// <param name="Updated">The same; 0 = never edited.</param>
/// <param name="Revision">How many times the change generator has touched the row.</param>
internal readonly record struct ZhilongRow(int Index, long Id, long Created, long Updated, bool Deleted, int Revision);
