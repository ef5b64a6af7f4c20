using Vigia.Server.Notifications.History;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class TemplateFailureTests
{
    [Fact]
    public async Task Text_TemplateFails_IsSentNeverthelessAndNamed()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(
            "route: { receiver: r, group_wait: 0s }\nreceivers: [{ name: r, slack_configs: [{ api_url: URLx, text: '{{ index .Alerts 7 }}' }] }]\n");
        bench.Receiver.Answer = SlackContract.AnswerAsync;
        await bench.SendAsync(null, "A/1");
        await bench.Center.PumpAsync();
        var attachment = Assert.Single(bench.Receiver.All).Json.GetProperty("attachments")[0];
        Assert.Contains("error executing template", attachment.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("A", attachment.GetProperty("title").GetString(), StringComparison.Ordinal);
        HistoryEntry entry = Assert.Single(bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.NotificationSent] }));
        Assert.StartsWith("200 ok (template: ", entry.Detail, StringComparison.Ordinal);
    }
}
