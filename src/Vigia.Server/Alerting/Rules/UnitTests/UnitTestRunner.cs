using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.UnitTests.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>Runs files of unit tests of rules, in promtool's format. Safe from any thread.</summary>
/// <param name="reader">How rule files are read.</param>
/// <param name="clock">The clock of durations; tests have times of their own.</param>
internal sealed class UnitTestRunner(RuleFileReader reader, TimeProvider clock)
{
    /// <summary>Runs a file's tests.</summary>
    /// <param name="path">The file.</param>
    /// <param name="filter">Which tests, by their names; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<UnitTestReport> RunAsync(string path, TextPattern? filter, CancellationToken cancellationToken)
    {
        UnitTestFile file;
        List<RuleGroup> groups;
        var warnings = new List<ConfigurationIssue>();
        try
        {
            file = UnitTestFileReader.Read(await YamlFile.ReadTextAsync(path, cancellationToken), path);
            groups = await ReadRulesAsync(file, warnings, cancellationToken);
        }
        catch (ConfigurationException exception)
        {
            return new UnitTestReport
            {
                Path = path,
                Tests = [],
                Warnings = warnings,
                FileFailures = [.. exception.Issues.Where(static issue => !issue.IsWarning).Select(static issue => new UnitTestFailure(issue.File, issue.Line, "", issue.Reason))],
            };
        }

        var results = new List<UnitTestResult>();
        for (int i = 0; i < file.Tests.Count; i++)
        {
            UnitTest test = file.Tests[i];
            if (filter is not null && !filter.IsMatch(test.Name))
            {
                continue;
            }

            long begin = clock.GetTimestamp();
            var run = new UnitTestRun(file, test, groups, clock);
            await run.RunAsync(cancellationToken);
            string name = test.Name.Length > 0 ? test.Name : string.Create(CultureInfo.InvariantCulture, $"unnamed#{i}");
            results.Add(new UnitTestResult(name, run.Failures, clock.GetElapsedTime(begin)));
        }

        return new UnitTestReport { Path = path, Tests = results, Warnings = warnings };
    }

    private async Task<List<RuleGroup>> ReadRulesAsync(UnitTestFile file, List<ConfigurationIssue> warnings, CancellationToken cancellationToken)
    {
        RuleFileSet set = await RuleFileSet.ReadAsync(file.RuleFiles, file.Path, reader, cancellationToken);
        warnings.AddRange(set.Warnings);
        return [.. set.Groups.OrderBy(group => Math.Max(0, IndexOf(file.GroupOrder, group.Name)))];
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
