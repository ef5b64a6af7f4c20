namespace Vigia.Server.Access;

/// <summary>The codes of <see cref="AccessException"/>, of refused logins in <c>?error=</c>, and of <c>errorType</c> in JSON.</summary>
public static class AccessErrors
{
    /// <summary>User and password do not fit, whichever is wrong.</summary>
    public const string Credentials = "credentials";

    /// <summary>Too many failures: wait.</summary>
    public const string Locked = "locked";

    /// <summary>The password is right, and the user is disabled.</summary>
    public const string Disabled = "disabled";

    /// <summary>Too many logins are in hand at once: try again.</summary>
    public const string Busy = "busy";

    /// <summary>A user's name has other characters, or too many.</summary>
    public const string NameInvalid = "name_invalid";

    /// <summary>There is a user or token of this name already.</summary>
    public const string NameTaken = "name_taken";

    /// <summary>There is no such user, session or token.</summary>
    public const string NotFound = "not_found";

    /// <summary>No role of this name.</summary>
    public const string RoleInvalid = "role_invalid";

    /// <summary>Nobody could administrate any more.</summary>
    public const string LastAdmin = "last_admin";

    /// <summary>The bound on users or tokens is reached.</summary>
    public const string TooMany = "too_many";

    /// <summary>The password has too few characters.</summary>
    public const string PasswordShort = "password_short";

    /// <summary>The password has too many characters.</summary>
    public const string PasswordLong = "password_long";

    /// <summary>The password is or holds the user's name.</summary>
    public const string PasswordIsName = "password_is_name";

    /// <summary>The password is among the commonest, or of too few different characters.</summary>
    public const string PasswordCommon = "password_common";

    /// <summary>The new password is the old one.</summary>
    public const string PasswordSame = "password_same";

    /// <summary>The old password is not the user's.</summary>
    public const string PasswordWrong = "password_wrong";

    /// <summary>New password and its repetition differ.</summary>
    public const string PasswordRepeat = "password_repeat";

    /// <summary>The caller is no user, so has no password to change.</summary>
    public const string NoUser = "no_user";

    /// <summary>The request is not what the endpoint takes.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>A newer Vigia made the file.</summary>
    public const string Newer = "newer_version";
}
