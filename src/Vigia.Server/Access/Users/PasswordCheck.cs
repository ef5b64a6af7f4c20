namespace Vigia.Server.Access.Users;

/// <summary>What came of comparing a password with a hash.</summary>
internal enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, and hashed with fewer iterations than today: to be hashed again.</summary>
    RightButOldHash,
}
