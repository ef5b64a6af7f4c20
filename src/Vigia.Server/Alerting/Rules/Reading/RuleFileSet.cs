using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Reading;

/// <summary>All files of rules of a configuration, taken whole or not at all. Immutable.</summary>
/// <param name="Files">The files, each once, in the order of their patterns.</param>
/// <param name="Warnings">What is without effect, patterns without files too.</param>
internal sealed record RuleFileSet(IReadOnlyList<RuleFile> Files, IReadOnlyList<ConfigurationIssue> Warnings)
{
    /// <summary>The groups of all files.</summary>
    public IEnumerable<RuleGroup> Groups => Files.SelectMany(static file => file.Groups);

    /// <summary>Reads the files that some patterns name. A name or pattern without files is a warning, as in Prometheus.</summary>
    /// <param name="patterns">Names or patterns, as <c>rule_files</c> has them, with the line of each.</param>
    /// <param name="configuration">The file that they stand in: relative ones start from its folder.</param>
    /// <param name="reader">How files are read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConfigurationException">Files are refused; the errors of all of them.</exception>
    public static async Task<RuleFileSet> ReadAsync(
        IEnumerable<(string Pattern, int Line)> patterns, string configuration, RuleFileReader reader, CancellationToken cancellationToken)
    {
        // Relative names stay relative, so that errors name files as their reader does.
        string directory = Path.GetDirectoryName(configuration) ?? "";
        var files = new List<RuleFile>();
        var issues = new List<ConfigurationIssue>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string pattern, int line) in patterns)
        {
            IReadOnlyList<string> names = RuleFileNames.Find(pattern, directory);
            if (!names.Any(File.Exists))
            {
                issues.Add(new ConfigurationIssue(configuration, line, $"no file matches {pattern}", IsWarning: true));
                continue;
            }

            foreach (string name in names.Where(name => seen.Add(Path.GetFullPath(name))))
            {
                try
                {
                    RuleFile file = await reader.ReadFileAsync(name, cancellationToken);
                    files.Add(file);
                    issues.AddRange(file.Warnings);
                }
                catch (ConfigurationException exception)
                {
                    issues.AddRange(exception.Issues);
                }
            }
        }

        return issues.Exists(static issue => !issue.IsWarning) ? throw new ConfigurationException(issues) : new RuleFileSet(files, issues);
    }
}
