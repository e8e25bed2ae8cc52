using System.Buffers.Binary;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>Notes which deliveries a commit changed, one row for all of them. Used on the writer's thread.</summary>
internal sealed class ChangeLog(SqliteDb db) : IDisposable
{
    /// <summary>Added to the number of a queue that is to be taken in anew.</summary>
    public const long QueueMark = long.MinValue;

    /// <summary>Greater than every queue that is marked, less than every attempt.</summary>
    public const long EndOfQueues = QueueMark + DocumentId.MaxOwners;

    private readonly SqliteDb.Statement _insert = db.Prepare("INSERT INTO change(subjects) VALUES(?1)");
    private readonly List<long> _subjects = [];

    /// <summary>A delivery changed.</summary>
    public void Delivery(long id) => _subjects.Add(id);

    /// <summary>All deliveries of an attempt changed.</summary>
    public void Attempt(long attempt) => _subjects.Add(-attempt);

    /// <summary>All deliveries of a queue are others than before.</summary>
    public void Queue(int queue) => _subjects.Add(QueueMark + queue);

    /// <summary>Inside the writer's transaction, before its commit.</summary>
    public void Save()
    {
        if (_subjects.Count == 0)
            return;
        var blob = new byte[_subjects.Count * 8];
        for (var i = 0; i < _subjects.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(i * 8), _subjects[i]);
        _subjects.Clear();
        _insert.BindBlob(1, blob).Run();
    }

    public void Dispose() => _insert.Dispose();
}
