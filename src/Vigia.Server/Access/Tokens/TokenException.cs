namespace Vigia.Server.Access.Tokens;

/// <summary>A token could not be made or changed; the message says what was wrong and what to do.</summary>
public sealed class TokenException(string code, string message) : AccessException(code, message);
