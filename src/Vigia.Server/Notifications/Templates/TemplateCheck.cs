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
        foreach (ReceiverConfiguration receiver in configuration.Receivers)
        {
            if (receiver.Integrations.Count == 0)
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
