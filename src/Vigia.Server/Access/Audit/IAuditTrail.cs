namespace Vigia.Server.Access.Audit;

/// <summary>Who did what, when and from where. Bounded by age and number; the oldest go first. Thread safe.</summary>
public interface IAuditTrail
{
    /// <summary>Writes down what was done; on disk when it returns.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="action">A thing, a dot, what was done to it, such as <c>dashboard.saved</c>; at most 64 characters.</param>
    /// <param name="target">To what; longer than 256 characters is cut.</param>
    /// <param name="details">What else is to be known, never a secret; longer than 2000 characters is cut.</param>
    void Record(Actor actor, string action, string? target = null, string? details = null);

    /// <summary>Lists entries, the newest first.</summary>
    AuditPage List(AuditQuery query);
}
