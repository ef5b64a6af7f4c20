namespace Vigia.Server.Access;

/// <summary>A user, session or token could not be made or changed; the message, in English, says what was wrong and what to do.</summary>
/// <param name="code">Of <see cref="AccessErrors"/>: for programs, and for texts in other languages.</param>
/// <param name="message">What was wrong.</param>
public class AccessException(string code, string message) : Exception(message)
{
    /// <summary>Of <see cref="AccessErrors"/>.</summary>
    public string Code { get; } = code;
}
