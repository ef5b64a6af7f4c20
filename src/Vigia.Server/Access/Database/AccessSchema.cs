namespace Vigia.Server.Access.Database;

/// <summary>What leads from an empty file to the newest version, step by step; the number of steps is the version. Times are Unix milliseconds.</summary>
internal static class AccessSchema
{
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE api_tokens (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            revoked_at INTEGER,
            last_used_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX api_tokens_name ON api_tokens (name) WHERE revoked_at IS NULL;
        """,
        """
        CREATE TABLE users (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            password_hash TEXT NOT NULL,
            role TEXT NOT NULL,
            is_disabled INTEGER NOT NULL,
            must_change_password INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            last_login_at INTEGER,
            language TEXT,
            theme TEXT
        ) STRICT;
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            address TEXT,
            user_agent TEXT
        ) STRICT;
        CREATE INDEX sessions_user ON sessions (user_id);
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            target TEXT,
            details TEXT,
            address TEXT
        ) STRICT;
        CREATE INDEX audit_at ON audit (at);
        """,
    ];
}
