namespace Vigia.Integration.Queue.Database;

/// <summary>The tables of <c>module.db</c>, as <c>docs/formats/module-database.md</c> describes them.</summary>
internal static class DatabaseSchema
{
    /// <summary>Kept in <c>PRAGMA user_version</c>.</summary>
    public const int Version = 2;

    /// <summary>"VIGI" in ASCII, kept in <c>PRAGMA application_id</c>: tells a database of ours from another program's.</summary>
    public const int ApplicationId = 0x56494749;

    /// <summary>Indexes that a health check finds in <c>sqlite_schema</c> where the database is whole.</summary>
    public static readonly IReadOnlyList<string> ExpectedIndexes = ["messages_id", "messages_user", "notes_id", "notes_user", "audit_target"];

    /// <summary>One script for each version, from the one before it.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE messages (
          seq INTEGER PRIMARY KEY,
          id TEXT NOT NULL,
          type TEXT NOT NULL,
          protocol TEXT NOT NULL,
          subject TEXT NOT NULL,
          received_at INTEGER NOT NULL,
          sent_at INTEGER,
          partition_key TEXT,
          user_hash INTEGER,
          user_id TEXT,
          fingerprint INTEGER NOT NULL,
          trace_parent TEXT,
          trace_state TEXT,
          headers TEXT,
          payload BLOB NOT NULL
        )
        ;
        CREATE UNIQUE INDEX messages_id ON messages (id)
        ;
        CREATE INDEX messages_user ON messages (user_hash) WHERE user_hash IS NOT NULL
        ;
        CREATE TABLE queue (
          seq INTEGER PRIMARY KEY,
          status INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          token INTEGER NOT NULL,
          since INTEGER NOT NULL,
          at INTEGER,
          owner TEXT
        )
        ;
        CREATE TABLE attempts (
          key INTEGER PRIMARY KEY,
          number INTEGER NOT NULL,
          started_at INTEGER NOT NULL,
          duration INTEGER NOT NULL,
          outcome INTEGER NOT NULL,
          error_type TEXT,
          error TEXT
        )
        ;
        CREATE TABLE outputs (
          key INTEGER PRIMARY KEY,
          destination TEXT NOT NULL,
          at INTEGER NOT NULL,
          payload BLOB NOT NULL
        )
        ;
        CREATE TABLE dead (
          seq INTEGER PRIMARY KEY,
          status INTEGER NOT NULL,
          since INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          token INTEGER NOT NULL,
          type TEXT NOT NULL,
          error_type TEXT NOT NULL,
          error TEXT
        )
        ;
        CREATE TABLE dedup (
          seq INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          hash_high INTEGER NOT NULL,
          hash_low INTEGER NOT NULL,
          fingerprint INTEGER NOT NULL,
          id TEXT NOT NULL
        )
        ;
        CREATE TABLE notes (
          seq INTEGER PRIMARY KEY,
          id TEXT NOT NULL,
          type TEXT NOT NULL,
          protocol TEXT NOT NULL,
          status INTEGER NOT NULL,
          subject TEXT NOT NULL,
          received_at INTEGER NOT NULL,
          sent_at INTEGER,
          partition_key TEXT,
          user_hash INTEGER,
          user_id TEXT,
          trace_id TEXT,
          size INTEGER NOT NULL,
          error_type TEXT,
          error TEXT,
          duplicate_of TEXT
        )
        ;
        CREATE INDEX notes_id ON notes (id)
        ;
        CREATE INDEX notes_user ON notes (user_hash) WHERE user_hash IS NOT NULL
        ;
        CREATE TABLE zones (
          first INTEGER PRIMARY KEY,
          min_received INTEGER NOT NULL,
          max_received INTEGER NOT NULL
        )
        ;
        CREATE TABLE audit (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          at INTEGER NOT NULL,
          actor TEXT NOT NULL,
          subject TEXT NOT NULL,
          action TEXT NOT NULL,
          target TEXT NOT NULL,
          details TEXT
        )
        """,
        """
        ALTER TABLE dead ADD COLUMN edits INTEGER NOT NULL DEFAULT 0
        ;
        CREATE INDEX audit_target ON audit (target)
        """,
    ];

    /// <summary>Brings an older or a new database to <see cref="Version"/>, one version a transaction.</summary>
    /// <exception cref="ModuleDatabaseException">It was written by a newer release, or is not a database of this program.</exception>
    public static void Migrate(SqliteSession session, string file)
    {
        long version = session.QueryInt64("PRAGMA user_version");
        long applicationId = session.QueryInt64("PRAGMA application_id");
        if (version > Version)
        {
            throw new ModuleDatabaseException(
                $"{file} has format version {version}, but this release knows versions up to {Version}. "
                + "Start the release that wrote it, or restore a backup made by this one.");
        }

        bool isEmpty = session.QueryInt64("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && applicationId != ApplicationId)
        {
            throw new ModuleDatabaseException(
                $"{file} is a SQLite database of another program (application id {applicationId}). Move it away, or set Data:Path to another folder.");
        }

        for (long next = version; next < Version; next++)
        {
            session.Execute("BEGIN IMMEDIATE");
            session.ExecuteScript(Migrations[next]);
            session.Execute($"PRAGMA application_id = {ApplicationId}");
            session.Execute($"PRAGMA user_version = {next + 1}");
            session.Execute("COMMIT");
        }
    }
}
