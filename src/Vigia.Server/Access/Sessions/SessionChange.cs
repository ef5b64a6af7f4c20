namespace Vigia.Server.Access.Sessions;

/// <summary>What happened to a session.</summary>
public enum SessionChange
{
    /// <summary>The user may do more or less than before; <see cref="SessionDirectory.Find"/> says what.</summary>
    RightsChanged,

    /// <summary>It is over: logged out, ended, run out, or its user disabled or removed.</summary>
    Ended,
}
