using Vigia.Server.Configuration;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Configuration.Sections;
using Vigia.Server.Notifications.Routing;
using Vigia.Server.Notifications.Templates;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Notifications.Configuration;

/// <summary>
/// Reads an <c>alertmanager.yml</c>. All errors are found at once, each with its line. A key that Alertmanager knows and this program does not is a
/// warning; one that nobody knows is an error.
/// </summary>
/// <remarks>https://prometheus.io/docs/alerting/latest/configuration/.</remarks>
internal static class AlertmanagerConfigurationReader
{
    // An address that takes notices is a key to it.
    private static readonly HashSet<string> SecretKeys = new(StringComparer.Ordinal)
    {
        "smtp_auth_password", "smtp_auth_secret", "auth_password", "auth_secret", "slack_api_url", "api_url", "url", "opsgenie_api_key", "victorops_api_key",
        "wechat_api_secret", "api_secret", "telegram_bot_token", "bot_token", "user_key", "webhook_url", "rocketchat_token", "slack_app_token", "app_token",
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static async Task<AlertmanagerConfiguration> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        return Read(await YamlFile.ReadTextAsync(full, cancellationToken), full);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">The absolute path that errors name and relative names start from.</param>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static AlertmanagerConfiguration Read(string text, string path)
    {
        if (YamlFile.Parse(text, path) is not YamlMappingNode root)
        {
            throw YamlFile.Refuse(path, 1, "the file must hold a mapping, such as \"route:\" and \"receivers:\"");
        }

        var issues = new IssueList(path);
        var section = new MappingReader(root, issues, Path.GetDirectoryName(path)!);
        GlobalDefaults global = GlobalDefaults.Read(section.Mapping("global"));
        Route? route = section.Mapping("route") is { } routes ? RouteSection.Read(routes, parent: null) : null;
        var configuration = new AlertmanagerConfiguration
        {
            Path = path,
            Text = MaskedText.Write(YamlFile.Parse(text, path), SecretKeys),
            ResolveTimeout = global.ResolveTimeout,
            Route = route ?? new Route { Receiver = "", Matchers = [], GroupBy = [] },
            Receivers = [.. section.Mappings("receivers").Select(item => ReceiverSection.Read(item, global))],
            InhibitRules = [.. section.Mappings("inhibit_rules").Select(InhibitSection.Read)],
            TimeIntervals = TimeIntervalSection.Read(section),
            Templates = [.. section.Texts("templates").Select(file => Path.GetFullPath(file, section.Directory))],
        };
        section.WithoutEffect("tracing");
        section.Finish("the configuration");
        if (route is null)
        {
            issues.Error(1, "no route provided in config");
        }
        else
        {
            CheckNames(configuration, issues);
        }

        IReadOnlyList<ConfigurationIssue> templates = TemplateCheck.Examine(configuration);
        ConfigurationIssue[] all = [.. issues.Issues, .. templates];
        return all.Any(static issue => !issue.IsWarning) ? throw new ConfigurationException(all) : configuration with { Warnings = all };
    }

    private static void CheckNames(AlertmanagerConfiguration configuration, IssueList issues)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReceiverConfiguration receiver in configuration.Receivers)
        {
            if (!names.Add(receiver.Name))
            {
                issues.Error(receiver.Line, $"notification config name \"{receiver.Name}\" is not unique");
            }
        }

        foreach (Route route in configuration.Route.All())
        {
            if (route.Receiver.Length > 0 && !names.Contains(route.Receiver))
            {
                issues.Error(route.Line, $"undefined receiver \"{route.Receiver}\" used in route");
            }

            foreach (string interval in route.MuteTimeIntervals.Concat(route.ActiveTimeIntervals).Where(name => !configuration.TimeIntervals.ContainsKey(name)))
            {
                issues.Error(route.Line, $"undefined time interval \"{interval}\" used in route");
            }
        }
    }
}
