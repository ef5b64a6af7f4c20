namespace Vigia.Integration.Queue.Database;

/// <summary>SQLite refused a call of the writer.</summary>
internal sealed class SqliteFailureException(int extendedCode, string message)
    : Exception($"SQLite error {extendedCode & 0xff} ({extendedCode}): {message}")
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int InputOutputSync = InputOutput | (4 << 8);
    private const int InputOutputDirectorySync = InputOutput | (5 << 8);

    public int Code => extendedCode & 0xff;

    public bool IsDiskFull => Code == Full;

    /// <summary>The file is damaged, or is no database at all.</summary>
    public bool IsDamage => Code is Corrupt or NotADatabase;

    /// <summary>After a failed sync nobody knows what is on disk, and the next sync may report success without writing it.</summary>
    public bool IsLostSync => extendedCode is InputOutputSync or InputOutputDirectorySync;

    /// <summary>The surroundings failed (disk, memory, another process), not one operation's statement.</summary>
    public bool IsEnvironment =>
        Code is Busy or Locked or NoMemory or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or NotADatabase;
}
