namespace Vigia.Server.Access.Audit;

/// <summary>What access itself writes into the audit. Others add their own in the same form: a thing, a dot, what was done to it.</summary>
public static class AuditActions
{
    /// <summary>A user logged in; the target is the session.</summary>
    public const string Login = "login";

    /// <summary>A login failed; the target is the user where there is one of that name.</summary>
    public const string LoginFailed = "login.failed";

    /// <summary>A user logged out.</summary>
    public const string Logout = "logout";

    /// <summary>A user chose a new password.</summary>
    public const string PasswordChanged = "password.changed";

    /// <summary>Somebody else gave a user a new password.</summary>
    public const string PasswordReset = "password.reset";

    /// <summary>A user was added.</summary>
    public const string UserAdded = "user.added";

    /// <summary>A user got another role.</summary>
    public const string UserRoleChanged = "user.role";

    /// <summary>A user was disabled.</summary>
    public const string UserDisabled = "user.disabled";

    /// <summary>A user was enabled again.</summary>
    public const string UserEnabled = "user.enabled";

    /// <summary>A user was removed.</summary>
    public const string UserRemoved = "user.removed";

    /// <summary>An API token was made.</summary>
    public const string TokenCreated = "token.created";

    /// <summary>An API token was revoked.</summary>
    public const string TokenRevoked = "token.revoked";

    /// <summary>Somebody ended a session.</summary>
    public const string SessionEnded = "session.ended";
}
