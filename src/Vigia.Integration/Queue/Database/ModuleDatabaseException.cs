namespace Vigia.Integration.Queue.Database;

/// <summary>The module's database cannot be opened. The message says which file, why, and what to do.</summary>
internal sealed class ModuleDatabaseException(string message, Exception? innerException = null) : Exception(message, innerException);
