using System.Runtime.InteropServices;
using System.Text;

namespace Vigia.Integration.Queue.Database;

/// <summary>
/// A prepared statement. Values bound since the last run are encoded into a pinned arena of its own and handed to
/// SQLite by address, so that a hot statement allocates nothing and copies each value once.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteSession _session;
    private readonly byte[] _arena;
    private readonly nint _arenaAddress;
    private nint _statement;
    private int _used;

    public SqliteStatement(SqliteSession session, nint statement, int arenaBytes)
    {
        _session = session;
        _statement = statement;
        _arena = arenaBytes == 0 ? [] : GC.AllocateUninitializedArray<byte>(arenaBytes, pinned: true);
        _arenaAddress = arenaBytes == 0 ? 0 : Marshal.UnsafeAddrOfPinnedArrayElement(_arena, 0);
    }

    public void Bind(int index, long value) => _session.Check(NativeSqlite.BindInt64(_statement, index, value));

    public void Bind(int index, long? value)
    {
        if (value is { } set)
        {
            Bind(index, set);
        }
        else
        {
            BindNull(index);
        }
    }

    public void BindNull(int index) => _session.Check(NativeSqlite.BindNull(_statement, index));

    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            BindNull(index);
            return;
        }

        if (Encoding.UTF8.GetMaxByteCount(value.Length) <= _arena.Length - _used)
        {
            int length = Encoding.UTF8.GetBytes(value, _arena.AsSpan(_used));
            _session.Check(NativeSqlite.BindStaticText(_statement, index, _arenaAddress + _used, length, NativeSqlite.Static));
            _used += length;
            return;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(value);
        _session.Check(NativeSqlite.BindText(_statement, index, in Start(bytes), bytes.Length, NativeSqlite.Transient));
    }

    /// <summary>Binds UTF-8 text.</summary>
    public void BindText(int index, ReadOnlySpan<byte> utf8)
    {
        if (TryKeep(utf8, out nint address))
        {
            _session.Check(NativeSqlite.BindStaticText(_statement, index, address, utf8.Length, NativeSqlite.Static));
        }
        else
        {
            _session.Check(NativeSqlite.BindText(_statement, index, in Start(utf8), utf8.Length, NativeSqlite.Transient));
        }
    }

    public void BindBlob(int index, ReadOnlySpan<byte> value)
    {
        if (TryKeep(value, out nint address))
        {
            _session.Check(NativeSqlite.BindStaticBlob(_statement, index, address, value.Length, NativeSqlite.Static));
        }
        else
        {
            _session.Check(NativeSqlite.BindBlob(_statement, index, in Start(value), value.Length, NativeSqlite.Transient));
        }
    }

    /// <summary>Goes to the next row. False after the last: the statement is then reset.</summary>
    public bool Step()
    {
        int code = NativeSqlite.Step(_statement);
        if (code == NativeSqlite.Row)
        {
            return true;
        }

        if (code != NativeSqlite.Done)
        {
            SqliteFailureException failure = _session.Failure();
            Reset();
            throw failure;
        }

        Reset();
        return false;
    }

    /// <summary>Runs a statement that returns no rows; returns how many rows it changed.</summary>
    public int Run()
    {
        if (Step())
        {
            Reset();
            throw new InvalidOperationException("The statement returns rows; step through them instead.");
        }

        return _session.Changes;
    }

    public void Reset()
    {
        _ = NativeSqlite.Reset(_statement);
        _used = 0;
    }

    public bool IsNull(int column) => NativeSqlite.ColumnType(_statement, column) == NativeSqlite.NullType;

    public long Int64(int column) => NativeSqlite.ColumnInt64(_statement, column);

    public int Int32(int column) => checked((int)NativeSqlite.ColumnInt64(_statement, column));

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public string? Text(int column)
    {
        nint text = NativeSqlite.ColumnText(_statement, column);
        return text == 0 ? null : Marshal.PtrToStringUTF8(text, NativeSqlite.ColumnBytes(_statement, column));
    }

    public byte[] Blob(int column)
    {
        nint start = NativeSqlite.ColumnBlob(_statement, column);
        if (start == 0)
        {
            return [];
        }

        byte[] value = GC.AllocateUninitializedArray<byte>(NativeSqlite.ColumnBytes(_statement, column));
        Marshal.Copy(start, value, 0, value.Length);
        return value;
    }

    public void Dispose()
    {
        nint statement = Interlocked.Exchange(ref _statement, 0);
        if (statement != 0)
        {
            _ = NativeSqlite.Finalize(statement);
        }
    }

    // An empty value still needs an address: a null one would bind NULL.
    private static ref readonly byte Start(ReadOnlySpan<byte> value) =>
        ref MemoryMarshal.GetReference(value.IsEmpty ? "\0"u8 : value);

    private bool TryKeep(ReadOnlySpan<byte> value, out nint address)
    {
        if (_arena.Length == 0 || value.Length > _arena.Length - _used)
        {
            address = 0;
            return false;
        }

        value.CopyTo(_arena.AsSpan(_used));
        address = _arenaAddress + _used;
        _used += value.Length;
        return true;
    }
}
