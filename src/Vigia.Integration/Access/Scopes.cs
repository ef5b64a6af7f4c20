namespace Vigia.Integration.Access;

/// <summary>What a caller may do. A key or a token carries any number of them.</summary>
internal static class Scopes
{
    public const string Send = "messages:send";
    public const string ReadMessages = "messages:read";
    public const string EraseMessages = "messages:erase";
    public const string ReadDeadLetters = "deadletters:read";
    public const string WriteDeadLetters = "deadletters:write";
    public const string ReadAudit = "audit:read";

    /// <summary>Lets a caller name the person on whose behalf it acts (header <c>X-Vigia-Actor</c>), for the audit.</summary>
    public const string ActAs = "actor:set";

    public static readonly IReadOnlyList<string> All =
        [Send, ReadMessages, EraseMessages, ReadDeadLetters, WriteDeadLetters, ReadAudit, ActAs];
}
