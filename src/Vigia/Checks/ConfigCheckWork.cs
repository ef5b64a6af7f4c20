using Vigia.Output;
using Vigia.Server.Configuration;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Checks;

/// <summary>Checks files in Prometheus' configuration format: one line for each thing found, <c>file:line: …</c>, and one for each file.</summary>
internal static class ConfigCheckWork
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        bool isRefused = false;
        foreach (string file in files)
        {
            if (InputFile.Problem(file) is { } problem)
            {
                isRefused = true;
                terminal.Out.WriteLine($"{file}: {problem}");
                continue;
            }

            try
            {
                MonitorConfiguration configuration = await MonitorConfigurationReader.ReadFileAsync(file, cancellationToken);
                Write(configuration.Warnings, terminal);
                terminal.Out.WriteLine($"{file}: {CountText.Of(configuration.ScrapeConfigs.Count, "scrape job")}, {CountText.Of(configuration.RuleFiles.Count, "pattern of rule files", "patterns of rule files")}");
            }
            catch (ConfigurationException refused)
            {
                isRefused = true;
                Write(refused.Issues, terminal);
                terminal.Out.WriteLine($"{file}: refused: {CountText.Of(refused.Issues.Count(static issue => !issue.IsWarning), "error")}");
            }
        }

        return isRefused ? ExitCodes.Failure : ExitCodes.Success;
    }

    public static void Write(IReadOnlyList<ConfigurationIssue> issues, Terminal terminal)
    {
        foreach (ConfigurationIssue issue in issues)
        {
            terminal.Out.WriteLine($"{issue.File}:{issue.Line}: {(issue.IsWarning ? "warning" : "error")}: {issue.Reason}");
        }
    }
}
