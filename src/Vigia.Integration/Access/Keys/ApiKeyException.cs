namespace Vigia.Integration.Access.Keys;

/// <summary>A key could not be made or changed; the message says what was wrong and what to do.</summary>
public sealed class ApiKeyException(string message) : Exception(message);
