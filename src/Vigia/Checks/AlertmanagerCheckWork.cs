using Vigia.Output;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Checks;

/// <summary>
/// Checks files in Alertmanager's configuration format, each with the <c>notify.yml</c> beside it: one line for each thing found, <c>file:line: …</c>,
/// and one for each file.
/// </summary>
internal static class AlertmanagerCheckWork
{
    private const string OptionsFileName = "notify.yml";

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
                AlertmanagerConfiguration configuration = await AlertmanagerConfigurationReader.ReadFileAsync(file, cancellationToken);
                ConfigCheckWork.Write(configuration.Warnings, terminal);
                NotifyConfiguration options = await NotifyConfigurationReader.ReadFileAsync(
                    Path.Combine(Path.GetDirectoryName(configuration.Path)!, OptionsFileName), [.. configuration.Receivers.Select(static receiver => receiver.Name)], cancellationToken);
                ConfigCheckWork.Write(options.Warnings, terminal);
                terminal.Out.WriteLine(
                    $"{file}: {CountText.Of(configuration.Route.All().Count(), "route")}, {CountText.Of(configuration.Receivers.Count, "receiver")}, "
                    + $"{CountText.Of(configuration.InhibitRules.Count, "inhibit rule")}, {CountText.Of(configuration.TimeIntervals.Count, "time interval")}");
            }
            catch (ConfigurationException refused)
            {
                isRefused = true;
                ConfigCheckWork.Write(refused.Issues, terminal);
                terminal.Out.WriteLine($"{file}: refused: {CountText.Of(refused.Issues.Count(static issue => !issue.IsWarning), "error")}");
            }
        }

        return isRefused ? ExitCodes.Failure : ExitCodes.Success;
    }
}
