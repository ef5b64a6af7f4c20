using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads one of <c>receivers</c>.</summary>
internal static class ReceiverSection
{
    private static readonly string[] UpstreamOnly =
    [
        .. new[]
        {
            "discord", "opsgenie", "wechat", "pushover", "victorops", "sns", "telegram", "webex", "msteams", "msteamsv2", "jira", "rocketchat", "mattermost", "incidentio",
        }.Select(static name => name + "_configs"),
    ];

    public static ReceiverConfiguration Read(MappingReader section, GlobalDefaults global)
    {
        string name = section.Text("name", "");
        if (name.Length == 0)
        {
            section.Issues.Error(section.Node, "missing name in receiver");
        }

        IntegrationConfiguration[] integrations =
        [
            .. Read(section, "webhook_configs", item => WebhookSection.Read(item, global)),
            .. Read(section, "email_configs", item => EmailSection.Read(item, global)),
            .. Read(section, "pagerduty_configs", item => PagerDutySection.Read(item, global)),
            .. Read(section, "slack_configs", item => SlackSection.Read(item, global)),
        ];
        section.WithoutEffect(UpstreamOnly);
        section.Finish("receivers");
        return new ReceiverConfiguration(name, (int)section.Node.Start.Line, integrations);
    }

    private static IEnumerable<IntegrationConfiguration> Read(MappingReader section, string key, Func<MappingReader, IntegrationConfiguration?> read)
    {
        int index = 0;
        foreach (MappingReader item in section.Mappings(key))
        {
            if (read(item) is { } integration)
            {
                yield return integration with { Index = index, Line = (int)item.Node.Start.Line };
            }

            index++;
        }
    }
}
