using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Commands;
using Weir.Server.Control;

namespace Weir.Server.Secrets;

/// <summary>
/// Seals secrets with AES-256-GCM by data keys, which a master key seals in turn: a new master key means to seal a few keys again, not every secret.
/// What is sealed for one purpose cannot be opened for another.
/// </summary>
internal sealed class Vault
{
    // One byte of form, four of the data key's number, then nonce, tag and text.
    private const byte Form = 1;
    private const int NonceAt = 5;
    private const int NonceBytes = 12;
    private const int TagAt = NonceAt + NonceBytes;
    private const int TagBytes = 16;
    private const int TextAt = TagAt + TagBytes;
    private readonly IDbContextFactory<ControlDb> _databases;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<int, byte[]> _keys = new();
    private int _current;

    private Vault(IDbContextFactory<ControlDb> databases, TimeProvider time) => (_databases, _time) = (databases, time);

    /// <summary>Opens the data keys; makes the first one.</summary>
    /// <exception cref="CommandException">They were sealed by another master key.</exception>
    public static Vault Open(IDbContextFactory<ControlDb> databases, MasterKey master, TimeProvider time)
    {
        var vault = new Vault(databases, time);
        using var db = databases.CreateDbContext();
        foreach (var stored in db.DataKeys.AsNoTracking().OrderBy(k => k.Id).ToList())
            vault._keys[stored.Id] = OpenKey(stored, master);
        if (vault._keys.IsEmpty)
            vault.AddKey(db, master);
        vault._current = vault._keys.Keys.Max();
        return vault;
    }

    /// <summary>Seals every data key with another master key, and makes a new data key for what is sealed from now on.</summary>
    /// <exception cref="CommandException">They were sealed by another master key than the one given.</exception>
    public void Rotate(MasterKey from, MasterKey to)
    {
        using var db = _databases.CreateDbContext();
        foreach (var stored in db.DataKeys.ToList())
        {
            var key = OpenKey(stored, from);
            (stored.Sealed, stored.MasterKeyId) = (SealWith(to.Key, 0, key, KeyPurpose(stored.Id)), to.Id);
        }
        AddKey(db, to);
    }

    private void AddKey(ControlDb db, MasterKey master)
    {
        var id = _keys.IsEmpty ? 1 : _keys.Keys.Max() + 1;
        var key = RandomNumberGenerator.GetBytes(32);
        db.DataKeys.Add(
            new DataKey
            {
                Id = id,
                MasterKeyId = master.Id,
                Sealed = SealWith(master.Key, 0, key, KeyPurpose(id)),
                CreatedAt = _time.GetUtcNow(),
            }
        );
        db.SaveChanges();
        _keys[id] = key;
        _current = id;
    }

    /// <summary>Seals a text for one purpose.</summary>
    public byte[] Seal(string text, string purpose) => SealWith(_keys[_current], _current, Encoding.UTF8.GetBytes(text), purpose);

    /// <summary>Opens what was sealed for this purpose.</summary>
    /// <exception cref="CryptographicException">It was changed, or sealed for another purpose.</exception>
    public string Open(byte[] box, string purpose)
    {
        if (box.Length < TextAt || box[0] != Form || !_keys.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(box.AsSpan(1)), out var key))
            throw new CryptographicException("This is nothing that the vault has sealed.");
        return Encoding.UTF8.GetString(OpenWith(key, box, purpose));
    }

    /// <summary>True if it was sealed by an older data key than the present one.</summary>
    public bool IsOld(byte[] box) => BinaryPrimitives.ReadInt32LittleEndian(box.AsSpan(1)) != _current;

    private static string KeyPurpose(int id) => $"data-key/{id}";

    private static byte[] OpenKey(DataKey stored, MasterKey master)
    {
        try
        {
            return OpenWith(master.Key, stored.Sealed, KeyPurpose(stored.Id));
        }
        catch (CryptographicException)
        {
            throw new CommandException(
                $"The secrets of this data directory were sealed with the master key {stored.MasterKeyId}, and the one given is {master.Id}. "
                    + $"Give the right one by {MasterKey.Variable} or --master-key-file."
            );
        }
    }

    private static byte[] SealWith(byte[] key, int keyId, byte[] text, string purpose)
    {
        var box = new byte[TextAt + text.Length];
        box[0] = Form;
        BinaryPrimitives.WriteInt32LittleEndian(box.AsSpan(1), keyId);
        RandomNumberGenerator.Fill(box.AsSpan(NonceAt, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            box.AsSpan(NonceAt, NonceBytes),
            text,
            box.AsSpan(TextAt),
            box.AsSpan(TagAt, TagBytes),
            Encoding.UTF8.GetBytes(purpose)
        );
        return box;
    }

    private static byte[] OpenWith(byte[] key, byte[] box, string purpose)
    {
        var text = new byte[box.Length - TextAt];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            box.AsSpan(NonceAt, NonceBytes),
            box.AsSpan(TextAt),
            box.AsSpan(TagAt, TagBytes),
            text,
            Encoding.UTF8.GetBytes(purpose)
        );
        return text;
    }
}
