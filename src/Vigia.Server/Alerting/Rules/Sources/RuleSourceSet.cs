using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Sources;

/// <summary>All files of rules of a configuration with the user's over them. Immutable.</summary>
/// <param name="Sources">The files in their order, those that are refused too.</param>
/// <param name="Issues">Errors and warnings of all.</param>
internal sealed record RuleSourceSet(IReadOnlyList<RuleSource> Sources, IReadOnlyList<ConfigurationIssue> Issues)
{
    /// <summary>Before anything is read.</summary>
    public static readonly RuleSourceSet Empty = new([], []);

    /// <summary>Whether no file is refused.</summary>
    public bool IsSound => Issues.All(static issue => issue.IsWarning);

    /// <summary>Each group with the file that it stands in.</summary>
    public IEnumerable<(RuleSource Source, RuleGroup Group)> Groups =>
        from source in Sources
        where source.File is not null
        from grp in source.File!.Groups
        select (source, grp);
}
