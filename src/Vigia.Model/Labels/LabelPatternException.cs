namespace Vigia.Model.Labels;

/// <summary>A regular expression is not RE2.</summary>
public sealed class LabelPatternException : FormatException
{
    /// <summary>Makes the error for an expression.</summary>
    /// <param name="pattern">The expression as written.</param>
    /// <param name="offset">Where it fails, in UTF-16 units from its begin.</param>
    /// <param name="reason">What is wrong there.</param>
    public LabelPatternException(string pattern, int offset, string reason)
        : base($"error parsing regexp: {reason}: `{pattern}`") =>
        (Pattern, Offset, Reason) = (pattern, offset, reason);

    /// <summary>The expression as written.</summary>
    public string Pattern { get; }

    /// <summary>Where it fails, in UTF-16 units.</summary>
    public int Offset { get; }

    /// <summary>What is wrong there.</summary>
    public string Reason { get; }
}
