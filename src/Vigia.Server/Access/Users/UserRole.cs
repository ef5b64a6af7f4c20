namespace Vigia.Server.Access.Users;

/// <summary>What a user may do; each role may do all that the one before may.</summary>
public enum UserRole
{
    /// <summary>Look at everything but other users' affairs.</summary>
    Viewer,

    /// <summary>Change dashboards, rules and silences; replay, edit and discard messages.</summary>
    Editor,

    /// <summary>Everything.</summary>
    Admin,
}
