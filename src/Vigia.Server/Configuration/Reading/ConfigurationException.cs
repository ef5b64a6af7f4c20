namespace Vigia.Server.Configuration.Reading;

/// <summary>A configuration file is refused; nothing of it is in force.</summary>
internal sealed class ConfigurationException(IReadOnlyList<ConfigurationIssue> issues)
    : FormatException(string.Join(Environment.NewLine, issues.Where(static issue => !issue.IsWarning)))
{
    /// <summary>Every error, and the warnings beside them.</summary>
    public IReadOnlyList<ConfigurationIssue> Issues { get; } = issues;
}
