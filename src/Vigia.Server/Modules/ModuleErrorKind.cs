namespace Vigia.Server.Modules;

/// <summary>Why the module did not do what it was asked for: what a page chooses its words and its remedy by.</summary>
public enum ModuleErrorKind
{
    /// <summary>The monitor has no key for the module, or cannot read it.</summary>
    NotConfigured,

    /// <summary>Nothing answers at its address, or not as who it should be.</summary>
    Unreachable,

    /// <summary>It did not answer in time. A change may have been made all the same.</summary>
    TimedOut,

    /// <summary>It does not know the key, or the key was revoked or ran out (401).</summary>
    Unauthorized,

    /// <summary>The key lacks a scope (403).</summary>
    Forbidden,

    /// <summary>What was asked for is not there (404).</summary>
    NotFound,

    /// <summary>It is not in a state in which this can be done (409).</summary>
    Conflict,

    /// <summary>Somebody else changed it since it was read (412).</summary>
    Changed,

    /// <summary>Something in the request is wrong; the error's fields say what (400, 413, 422).</summary>
    Invalid,

    /// <summary>It has too much to do, or is stopping (429, 503).</summary>
    Busy,

    /// <summary>It failed (5xx), or gave an answer that cannot be read.</summary>
    Failed,
}
