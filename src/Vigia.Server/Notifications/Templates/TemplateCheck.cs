using Vigia.Server.Alerting.Templates;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Server.Notifications.Templates;

/// <summary>Parses every template of a configuration, so that a wrong one is found before an alert needs it.</summary>
internal static class TemplateCheck
{
    public static IReadOnlyList<ConfigurationIssue> Examine(AlertmanagerConfiguration configuration)
    {
        TemplateSet templates;
        try
        {
            templates = TemplateSet.Load(configuration.Templates, TimeProvider.System);
        }
        catch (ConfigurationException exception)
        {
            return exception.Issues;
        }

        var issues = new List<ConfigurationIssue>();
        bool isSetUp = configuration.Receivers.Any(static receiver => receiver.Integrations.Count > 0);
        if (!isSetUp && configuration.Receivers.Count > 0)
        {
            issues.Add(Waiting(configuration));
        }

        foreach (ReceiverConfiguration receiver in configuration.Receivers)
        {
            if (isSetUp && receiver.Integrations.Count == 0)
            {
                issues.Add(new ConfigurationIssue(configuration.Path, receiver.Line, $"receiver {receiver.Name} has no address: its notices go nowhere", IsWarning: true));
            }

            foreach (IntegrationConfiguration integration in receiver.Integrations)
            {
                foreach ((string key, string text) in integration.TemplateTexts)
                {
                    Parse(templates, configuration.Path, integration, key, text, issues);
                }
            }
        }

        return issues;
    }

    /// <summary>As shipped: one word for all of them, since none was forgotten.</summary>
    private static ConfigurationIssue Waiting(AlertmanagerConfiguration configuration)
    {
        string names = string.Join(", ", configuration.Receivers.Select(static receiver => receiver.Name));
        return new ConfigurationIssue(
            configuration.Path,
            configuration.Receivers[0].Line,
            $"nobody is told of alerts yet: {names} {(configuration.Receivers.Count == 1 ? "waits" : "wait")} for an address; set it here, and try it with 'vigia notify test NAME'",
            IsWarning: true)
        { IsNote = true };
    }

    private static void Parse(TemplateSet templates, string path, IntegrationConfiguration integration, string key, string text, List<ConfigurationIssue> issues)
    {
        try
        {
            templates.Prepare(text, DefaultTexts.Languages[0]);
        }
        catch (TemplateException exception)
        {
            issues.Add(new ConfigurationIssue(path, integration.Line, $"{key} of {integration.Kind}_configs: {exception.Message}", IsWarning: false));
        }
    }
}
