using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Queue.Database;

/// <summary>
/// The module's one SQLite file, <c>module.db</c> in the data folder: queue, messages, dead letters and audit. All
/// changes go through one writer; anyone may read. Thread safe.
/// </summary>
internal sealed class ModuleDatabase : IDisposable
{
    public const string FileName = "module.db";
    public const string LockFileName = "module.lock";

    private readonly string? _vfs;
    private readonly string _synchronous;
    private readonly string _readOnly;
    private readonly string _readWrite;
    private DatabaseLock? _lock;

    public ModuleDatabase(IOptions<DataOptions> options)
        : this(options.Value.FileFor(string.Empty), vfs: null, synchronous: "FULL")
    {
    }

    /// <summary>For tests of what a power cut leaves: <paramref name="vfs"/> names a file system layer registered with SQLite.</summary>
    internal ModuleDatabase(string folder, string? vfs, string synchronous)
    {
        _vfs = vfs;
        _synchronous = synchronous;
        Folder = Path.TrimEndingDirectorySeparator(folder);
        File = Path.Combine(Folder, FileName);
        _readOnly = new SqliteConnectionStringBuilder { DataSource = File, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 5 }.ToString();
        _readWrite = new SqliteConnectionStringBuilder { DataSource = File, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 5 }.ToString();
    }

    public static IReadOnlyList<string> ExpectedIndexes => DatabaseSchema.ExpectedIndexes;

    public string Folder { get; }

    public string File { get; }

    /// <summary>Bytes of the write-ahead log's file; 0 where there is none.</summary>
    public long LogBytes => new FileInfo(File + "-wal") is { Exists: true } log ? log.Length : 0;

    /// <summary>An open pooled connection that only reads. The caller disposes it soon: a reader holds up the log's reuse.</summary>
    public SqliteConnection OpenReadOnly() => Open(_readOnly);

    /// <summary>A pooled connection, not opened yet, for a health check's trial transaction. Whoever writes with it blocks the queue meanwhile.</summary>
    public SqliteConnection ConnectReadWrite() => new(_readWrite);

    /// <summary>Takes the folder for this process, creates or migrates the file, and opens the writer's session.</summary>
    /// <exception cref="ModuleDatabaseException">The file is damaged, not ours, of a newer release, or in use by another process.</exception>
    public SqliteSession OpenWriter()
    {
        CreateFolder(Folder);
        _lock ??= DatabaseLock.Take(Path.Combine(Folder, LockFileName));
        SqliteSession? session = null;
        try
        {
            session = new SqliteSession(File, _vfs);
            if (!OperatingSystem.IsWindows())
            {
                // The log beside it, made later, takes over this mode.
                System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            string? mode = session.QueryText("PRAGMA journal_mode = WAL");
            if (mode != "wal")
            {
                throw new ModuleDatabaseException(
                    $"{File} cannot use write-ahead logging (journal mode {mode}): its file system does not support shared memory. Put Data:Path on a local disk.");
            }

            session.Execute($"PRAGMA synchronous = {_synchronous}");
            session.Execute("PRAGMA wal_autocheckpoint = 0");
            session.Execute("PRAGMA secure_delete = ON");
            session.Execute("PRAGMA cache_size = -65536");
            session.Execute("PRAGMA temp_store = MEMORY");
            DatabaseSchema.Migrate(session, File);
            DirectoryEntries.Sync(Folder);
            return session;
        }
        catch (SqliteFailureException failure)
        {
            session?.Dispose();
            throw new ModuleDatabaseException(
                failure.IsDamage
                    ? $"{File} is damaged ({failure.Message}). Stop the module, move {FileName}, {FileName}-wal and {FileName}-shm out of {Folder}, and restore them from a backup; without them it starts empty."
                    : $"{File} cannot be opened ({failure.Message}). Check that the folder exists, is writable and has free space.",
                failure);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>A further connection, which only copies the log into the database. Once the writer's session is open.</summary>
    /// <exception cref="SqliteFailureException">It cannot be opened.</exception>
    public SqliteSession OpenCheckpointer()
    {
        var session = new SqliteSession(File, _vfs);
        try
        {
            session.Execute($"PRAGMA synchronous = {_synchronous}");

            // The log is opened with the first read; a checkpoint before it would do nothing.
            session.QueryInt64("SELECT count(*) FROM sqlite_schema");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearPool(new SqliteConnection(_readOnly));
        SqliteConnection.ClearPool(new SqliteConnection(_readWrite));
        _lock?.Dispose();
        _lock = null;
    }

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            DirectoryEntries.Sync(parent);
        }
    }
}
