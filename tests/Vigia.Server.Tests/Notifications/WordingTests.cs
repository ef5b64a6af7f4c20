using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Explain;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Silences;
using Vigia.Server.Notifications.Wording;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

/// <summary>Every sentence of an explanation has a code that is known, with as many arguments as it has places.</summary>
public sealed class WordingTests
{
    private const string Config = "route: { receiver: r, group_by: [alertname], group_wait: 10s, group_interval: 1m, repeat_interval: 1h }\nreceivers: [{ name: r, webhook_configs: [{ url: URLhook }] }]\n";

    [Fact]
    public async Task Explain_AlertFromUnknownToSilenced_SaysEachStepByCode()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        Assert.Equal(["AlertUnknown", "NeverAttempted"], Codes(bench.Service.Explain(LabelSet.Of(("alertname", "Never")))));

        await bench.SendAsync(null, "A/1");
        NotificationExplanation Now() => bench.Service.Explain(bench.Service.Alerts()[0].Labels);
        Assert.Equal(["AlertFiring", "ReceiverWaits", "NeverAttempted"], Codes(Now()));

        await bench.AdvanceAsync(10);
        NotificationExplanation told = Now();
        Assert.Equal(["AlertFiring", "ReceiverLooked", "DecisionSent", "WhyFirst", "LastAttempt", "OutcomeFiring", "Reason_ok"], Codes(told));
        Assert.Equal(told.Said.Select(static sentence => sentence.Text), told.Summary);

        await bench.AdvanceAsync(60);
        Assert.Contains("WhyNothingNew", Codes(Now()));

        DateTimeOffset now = bench.Time.GetUtcNow();
        bench.Service.SetSilence(new Silence { Matchers = MatcherText.ParseMany("alertname=A"), StartsAt = now, EndsAt = now.AddHours(1), CreatedBy = "eva", Comment = "obra" });
        Assert.Equal(["AlertFiring", "ReceiverKeptBack", "BySilence", "LastAttempt", "OutcomeFiring", "Reason_ok"], Codes(Now()));
        CodedText silence = Now().Said[1].Parts[0];
        Assert.Equal(["eva", $"{now.AddHours(1):u}", "{alertname=\"A\"}", "obra"], silence.Arguments);
    }

    private static List<string> Codes(NotificationExplanation why)
    {
        var codes = new List<string>();
        foreach (CodedText sentence in why.Said)
        {
            Walk(sentence);
        }

        // What the API answers is made of the same.
        Assert.DoesNotContain("null", JsonSerializer.Serialize(why.Said), StringComparison.Ordinal);
        return codes;

        void Walk(CodedText said)
        {
            codes.Add(said.Code);
            Assert.NotEmpty(said.Text);
            Assert.True(WordingCodes.Places.TryGetValue(said.Code, out int places), said.Code);
            Assert.Equal(places, said.Arguments.Count + (said.Parts.Count > 0 ? 1 : 0));
            foreach (CodedText part in said.Parts)
            {
                Walk(part);
            }
        }
    }
}
