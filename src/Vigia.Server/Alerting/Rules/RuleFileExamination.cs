using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules;

/// <summary>Reads and lints files of rules for somebody who asks whether they are right.</summary>
internal static class RuleFileExamination
{
    /// <summary>Examines the files that some patterns name, each once.</summary>
    /// <param name="patterns">Files, or patterns with <c>*</c>; one that names no file is an error of its own.</param>
    /// <param name="directory">What relative ones are relative to; "" for the process' own.</param>
    /// <param name="reader">How they are read.</param>
    /// <param name="lint">What is known for the lint; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<RuleFileReport>> RunAsync(
        IEnumerable<string> patterns, string directory, RuleFileReader reader, LintOptions? lint, CancellationToken cancellationToken)
    {
        var reports = new List<RuleFileReport>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            IReadOnlyList<string> files = RuleFileNames.Find(pattern, directory);
            if (files.Count == 0)
            {
                reports.Add(new RuleFileReport(pattern, 0, [new ConfigurationIssue(pattern, 1, "no file matches this pattern", IsWarning: false)], []));
            }

            foreach (string file in files)
            {
                if (seen.Add(Path.GetFullPath(file)))
                {
                    reports.Add(await ExamineAsync(file, reader, lint, cancellationToken));
                }
            }
        }

        return reports;
    }

    private static async Task<RuleFileReport> ExamineAsync(string path, RuleFileReader reader, LintOptions? lint, CancellationToken cancellationToken)
    {
        try
        {
            RuleFile file = await reader.ReadFileAsync(path, cancellationToken);
            return new RuleFileReport(path, file.RuleCount, file.Warnings, lint is null ? [] : RuleLint.Examine(file.Groups, lint));
        }
        catch (ConfigurationException exception)
        {
            return new RuleFileReport(path, 0, exception.Issues, []);
        }
    }
}
