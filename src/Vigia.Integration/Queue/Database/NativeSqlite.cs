using System.Runtime.InteropServices;

namespace Vigia.Integration.Queue.Database;

/// <summary>
/// The few functions of SQLite's C interface that the writer needs. Microsoft.Data.Sqlite reaches the same library
/// through safe handles, which costs several times as much per bound value; a message binds about forty.
/// </summary>
internal static class NativeSqlite
{
    public const int Ok = 0;
    public const int Row = 100;
    public const int Done = 101;

    public const int OpenReadWrite = 0x2;
    public const int OpenCreate = 0x4;
    public const int OpenNoMutex = 0x8000;

    public const int CheckpointPassive = 0;
    public const int CheckpointTruncate = 3;

    /// <summary>SQLite copies the bytes before the call returns.</summary>
    public const nint Transient = -1;

    /// <summary>The bytes stay where they are until the statement is reset.</summary>
    public const nint Static = 0;

    /// <summary>The counter of pages written, here to the write-ahead log.</summary>
    public const int StatusPagesWritten = 9;

    /// <summary>SQLite's value type for NULL.</summary>
    public const int NullType = 5;

    private const string Library = "e_sqlite3";

    [DllImport(Library, EntryPoint = "sqlite3_open_v2")]
    public static extern int Open(byte[] fileName, out nint database, int flags, byte[]? vfs);

    [DllImport(Library, EntryPoint = "sqlite3_close_v2")]
    public static extern int Close(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_extended_errcode")]
    public static extern int ExtendedErrorCode(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_errmsg")]
    public static extern nint ErrorMessage(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_busy_timeout")]
    public static extern int BusyTimeout(nint database, int milliseconds);

    [DllImport(Library, EntryPoint = "sqlite3_prepare_v3")]
    public static extern int Prepare(nint database, byte[] sql, int length, uint flags, out nint statement, nint tail);

    [DllImport(Library, EntryPoint = "sqlite3_finalize")]
    public static extern int Finalize(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_step")]
    public static extern int Step(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset")]
    public static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_wal_checkpoint_v2")]
    public static extern int Checkpoint(nint database, nint schema, int mode, out int logFrames, out int checkpointedFrames);

    // These only touch memory, for some nanoseconds: the switch of the garbage collector's mode would cost more than they do.
    [DllImport(Library, EntryPoint = "sqlite3_db_status")]
    [SuppressGCTransition]
    public static extern int Status(nint database, int counter, out int current, out int highest, int reset);

    [DllImport(Library, EntryPoint = "sqlite3_get_autocommit")]
    [SuppressGCTransition]
    public static extern int GetAutoCommit(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_changes")]
    [SuppressGCTransition]
    public static extern int Changes(nint database);

    [DllImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    public static extern int BindInt64(nint statement, int index, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_null")]
    [SuppressGCTransition]
    public static extern int BindNull(nint statement, int index);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text")]
    [SuppressGCTransition]
    public static extern int BindStaticText(nint statement, int index, nint value, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob")]
    [SuppressGCTransition]
    public static extern int BindStaticBlob(nint statement, int index, nint value, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text")]
    public static extern int BindText(nint statement, int index, ref readonly byte value, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob")]
    public static extern int BindBlob(nint statement, int index, ref readonly byte value, int length, nint destructor);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    public static extern long ColumnInt64(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    public static extern int ColumnType(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_text")]
    public static extern nint ColumnText(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob")]
    public static extern nint ColumnBlob(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes")]
    public static extern int ColumnBytes(nint statement, int column);
}
