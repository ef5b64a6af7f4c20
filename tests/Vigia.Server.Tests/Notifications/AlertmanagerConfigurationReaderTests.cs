using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class AlertmanagerConfigurationReaderTests
{
    [Theory]
    [InlineData("receivers: [{ name: r }]", 1, "no route provided")]
    [InlineData("route: {}\nreceivers: [{ name: r }]", 1, "root route must specify a default receiver")]
    [InlineData("route: { receiver: r, matchers: ['a=b'] }\nreceivers: [{ name: r }]", 1, "root route must not have any matchers")]
    [InlineData("route:\n  receiver: r\n  routes:\n  - receiver: x\nreceivers: [{ name: r }]", 4, "undefined receiver \"x\"")]
    [InlineData("route: { receiver: r }\nreceivers:\n- name: r\n- name: r", 4, "not unique")]
    [InlineData("route: { receiver: r, group_by: ['...', a] }\nreceivers: [{ name: r }]", 1, "wildcard")]
    [InlineData("route: { receiver: r, group_interval: 0s }\nreceivers: [{ name: r }]", 1, "group_interval cannot be zero")]
    [InlineData("route: { receiver: r, group_wiat: 1s }\nreceivers: [{ name: r }]", 1, "did you mean group_wait?")]
    [InlineData("route:\n  receiver: r\n  routes:\n  - mute_time_intervals: [never]\nreceivers: [{ name: r }]", 4, "undefined time interval \"never\"")]
    [InlineData("route: { receiver: r }\nreceivers:\n- name: r\n  webhook_configs:\n  - url: ftp://x", 5, "not an absolute http or https address")]
    [InlineData("route: { receiver: r }\nreceivers:\n- name: r\n  webhook_configs:\n  - send_resolved: true", 5, "one of url or url_file")]
    [InlineData("route: { receiver: r }\nreceivers:\n- name: r\n  slack_configs:\n  - channel: a", 5, "no global Slack API URL")]
    [InlineData("route: { receiver: r }\nreceivers:\n- name: r\n  email_configs:\n  - to: a@b", 5, "no global SMTP smarthost")]
    [InlineData("route: { receiver: r }\nreceivers:\n- name: r\n  pagerduty_configs:\n  - service_key: a", 5, "Events API v1")]
    [InlineData("route: { receiver: r }\nreceivers:\n- name: r\n  slack_configs:\n  - api_url: http://s\n    text: '{{ nofunction }}'", 5, "text of slack_configs")]
    [InlineData("route: { receiver: r }\ninhibit_rules:\n- source_matchers: ['a']\nreceivers: [{ name: r }]", 3, "bad matcher format")]
    public void Read_Wrong_NamesLineAndReason(string text, int line, string reason)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => AlertmanagerConfigurationReader.Read(text + "\n", "/c/alertmanager.yml"));
        Assert.Contains(refused.Issues, issue => !issue.IsWarning && issue.Line == line && issue.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("opsgenie_configs: [{ api_key: k }]", "opsgenie_configs")]
    [InlineData("telegram_configs: [{ bot_token: k }]", "telegram_configs")]
    [InlineData("webhook_configs: [{ url: 'http://x', payload: {} }]", "payload")]
    public void Read_KeyThatOnlyAlertmanagerKnows_IsNamed(string receiver, string key)
    {
        AlertmanagerConfiguration read = AlertmanagerConfigurationReader.Read($"route: {{ receiver: r }}\nreceivers: [{{ name: r, {receiver} }}]\n", "/c/alertmanager.yml");
        Assert.Contains(read.Warnings, issue => issue.Reason == $"{key} is known to Alertmanager and has no effect here" && issue.Line == 2);
    }

    [Fact]
    public void Read_Route_TakesFromTheOneAboveWhatItDoesNotSay()
    {
        AlertmanagerConfiguration read = AlertmanagerConfigurationReader.Read(
            "route:\n  receiver: r\n  group_by: [a]\n  group_wait: 1s\n  routes:\n  - matchers: [x=y]\n    group_interval: 2m\n    routes: [{ receiver: s, group_by: [], repeat_interval: 1d }]\nreceivers: [{ name: r }, { name: s }]\n",
            "/c/alertmanager.yml");
        var leaf = read.Route.Routes[0].Routes[0];
        Assert.Equal(("s", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), TimeSpan.FromDays(1)), (leaf.Receiver, leaf.GroupWait, leaf.GroupInterval, leaf.RepeatInterval));
        Assert.Equal(["a"], leaf.GroupBy);
        Assert.Equal("{}/{x=\"y\"}/{}", leaf.Key);
    }

    [Fact]
    public async Task Read_Secrets_ComeFromFilesAndTheEnvironmentAndAreNotShown()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["url"], "https://hooks.example/first\n");
        string variable = "VIGIA_TEST_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(variable, "https://hooks.example/second");
        AlertmanagerConfiguration read = AlertmanagerConfigurationReader.Read(
            $$"""
            global: { smtp_auth_password: third }
            route: { receiver: r }
            receivers: [{ name: r, slack_configs: [{ api_url_file: url }, { api_url: '${{{variable}}}' }], webhook_configs: [{ url: 'https://hooks.example/fourth' }] }]

            """,
            folder["alertmanager.yml"]);
        Environment.SetEnvironmentVariable(variable, null);
        SlackConfiguration[] slack = [.. read.Receivers[0].Integrations.OfType<SlackConfiguration>()];
        Assert.Equal("https://hooks.example/first", await slack[0].ApiUrl.ReadAsync(CancellationToken.None));
        Assert.Equal("https://hooks.example/second", await slack[1].ApiUrl.ReadAsync(CancellationToken.None));
        Assert.All(new[] { "first", "second", "third", "fourth" }, secret => Assert.DoesNotContain(secret, read.Text, StringComparison.Ordinal));
        Assert.All(slack, static item => Assert.DoesNotContain("hooks.example", item.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Read_VariableThatIsNotSet_IsRefused()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => AlertmanagerConfigurationReader.Read(
            "route: { receiver: r }\nreceivers: [{ name: r, slack_configs: [{ api_url: '${VIGIA_TEST_NOT_SET}' }] }]\n", "/c/alertmanager.yml"));
        Assert.Contains(refused.Issues, static issue => issue.Reason.Contains("VIGIA_TEST_NOT_SET is not set", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_OneReceiverWithoutAddressBesideOthers_IsWarnedOf()
    {
        AlertmanagerConfiguration read = AlertmanagerConfigurationReader.Read(
            "route: { receiver: r }\nreceivers:\n  - { name: r, webhook_configs: [{ url: 'http://a/b' }] }\n  - { name: forgotten }\n", "/c/alertmanager.yml");
        ConfigurationIssue warning = Assert.Single(read.Warnings);
        Assert.False(warning.IsNote);
        Assert.Equal("/c/alertmanager.yml:4: receiver forgotten has no address: its notices go nowhere", warning.ToString());
    }

    [Fact]
    public async Task ReadFile_Shipped_TellsNobodyAndSaysSo()
    {
        AlertmanagerConfiguration read = await AlertmanagerConfigurationReader.ReadFileAsync(Path.Combine(Repository.Root, "config", "alertmanager.yml"), CancellationToken.None);
        Assert.All(read.Receivers, static receiver => Assert.Empty(receiver.Integrations));
        ConfigurationIssue note = Assert.Single(read.Warnings);
        Assert.True(note.IsNote);
        Assert.Contains("email, slack, pagerduty, webhook wait for an address", note.Reason, StringComparison.Ordinal);
        NotifyConfiguration options = await NotifyConfigurationReader.ReadFileAsync(
            Path.Combine(Repository.Root, "config", "notify.yml"), [.. read.Receivers.Select(static receiver => receiver.Name)], CancellationToken.None);
        Assert.Equal(NotifyConfiguration.Default, options with { Receivers = NotifyConfiguration.Default.Receivers, Warnings = NotifyConfiguration.Default.Warnings });
    }

    [Theory]
    [InlineData("langauge: en", "did you mean language?")]
    [InlineData("language: fr", "unknown value \"fr\"")]
    [InlineData("receivers: { nobody: { language: en } }", "there is no receiver nobody")]
    [InlineData("defaults: { queue_capacity: 0 }", "queue_capacity must be above 0")]
    [InlineData("heartbeat: { url: 'ftp://x' }", "not an absolute http or https address")]
    public void ReadNotify_Wrong_IsRefused(string text, string reason)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => NotifyConfigurationReader.Read(text + "\n", "/c/notify.yml", ["r"]));
        Assert.Contains(refused.Issues, issue => issue.Reason.Contains(reason, StringComparison.Ordinal));
    }
}
