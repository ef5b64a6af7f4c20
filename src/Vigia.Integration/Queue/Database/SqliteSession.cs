using System.Runtime.InteropServices;
using System.Text;

namespace Vigia.Integration.Queue.Database;

/// <summary>
/// One connection of the writer, opened without SQLite's own mutexes: used by one thread at a time. Statements prepared
/// on it must be disposed first.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private const int BusyMilliseconds = 5_000;
    private const int CheckpointBusyMilliseconds = 500;

    private nint _database;

    public SqliteSession(string file, string? vfs)
    {
        int code = NativeSqlite.Open(
            ZeroTerminated(file),
            out _database,
            NativeSqlite.OpenReadWrite | NativeSqlite.OpenCreate | NativeSqlite.OpenNoMutex,
            vfs is null ? null : ZeroTerminated(vfs));
        if (code != NativeSqlite.Ok)
        {
            SqliteFailureException failure = Failure();
            Dispose();
            throw failure;
        }

        Check(NativeSqlite.BusyTimeout(_database, BusyMilliseconds));
    }

    public bool IsInTransaction => NativeSqlite.GetAutoCommit(_database) == 0;

    public int Changes => NativeSqlite.Changes(_database);

    public SqliteStatement Prepare(string sql, int arenaBytes = 0)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        const uint persistent = 1;
        Check(NativeSqlite.Prepare(_database, text, text.Length, persistent, out nint statement, 0));
        return new SqliteStatement(this, statement, arenaBytes);
    }

    /// <summary>Runs one statement and discards what it returns.</summary>
    public void Execute(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        while (statement.Step())
        {
        }
    }

    /// <summary>Runs several statements, separated by lines that hold only <c>;</c>.</summary>
    public void ExecuteScript(string script)
    {
        foreach (string sql in script.Split("\n;\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Execute(sql.TrimEnd(';'));
        }
    }

    public long QueryInt64(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public string? QueryText(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    /// <summary>
    /// Copies the log's pages into the database file, and empties the log where <paramref name="truncate"/>. False: readers
    /// held some of it back.
    /// </summary>
    public bool Checkpoint(bool truncate) => Checkpoint(truncate, out _, out _);

    /// <param name="truncate">Whether to empty the log.</param>
    /// <param name="pages">Pages in the log; 0 where another checkpoint runs.</param>
    /// <param name="copied">Those of them that are in the database file now.</param>
    public bool Checkpoint(bool truncate, out int pages, out int copied)
    {
        const int busy = 5;
        Check(NativeSqlite.BusyTimeout(_database, CheckpointBusyMilliseconds));
        int code = NativeSqlite.Checkpoint(
            _database,
            0,
            truncate ? NativeSqlite.CheckpointTruncate : NativeSqlite.CheckpointPassive,
            out pages,
            out copied);
        Check(NativeSqlite.BusyTimeout(_database, BusyMilliseconds));
        if ((code & 0xff) == busy)
        {
            (pages, copied) = (Math.Max(0, pages), Math.Max(0, copied));
            return false;
        }

        Check(code);
        return pages == copied;
    }

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        _ = NativeSqlite.Status(_database, NativeSqlite.StatusPagesWritten, out int pages, out _, reset: 1);
        return pages;
    }

    public void Check(int code)
    {
        if (code is not (NativeSqlite.Ok or NativeSqlite.Row or NativeSqlite.Done))
        {
            throw Failure();
        }
    }

    public SqliteFailureException Failure() => new(
        NativeSqlite.ExtendedErrorCode(_database),
        Marshal.PtrToStringUTF8(NativeSqlite.ErrorMessage(_database)) ?? "unknown error");

    public void Dispose()
    {
        nint database = Interlocked.Exchange(ref _database, 0);
        if (database != 0)
        {
            _ = NativeSqlite.Close(database);
        }
    }

    private static byte[] ZeroTerminated(string value) => Encoding.UTF8.GetBytes(value + '\0');
}
