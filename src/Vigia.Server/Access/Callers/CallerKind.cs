namespace Vigia.Server.Access.Callers;

/// <summary>How a caller showed who it is.</summary>
public enum CallerKind
{
    /// <summary>Not at all, where an anonymous viewer is allowed.</summary>
    Anonymous,

    /// <summary>By an API token.</summary>
    Token,

    /// <summary>By the session of a user who logged in.</summary>
    Session,
}
