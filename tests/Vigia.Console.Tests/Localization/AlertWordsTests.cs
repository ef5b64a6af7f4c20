using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Vigia.Console.Alerts;
using Vigia.Console.Localization;
using Vigia.Console.Resources;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Wording;
using Xunit;

namespace Vigia.Console.Tests.Localization;

public sealed class AlertWordsTests
{
    public static TheoryData<string, int> Codes
    {
        get
        {
            var codes = new TheoryData<string, int>();
            foreach ((string code, int places) in WordingCodes.Places)
            {
                codes.Add(code, places);
            }

            return codes;
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Say_EveryCode_HasATextWithAllItsPlaces(string code, int places)
    {
        string[] arguments = [.. Enumerable.Range(0, places).Select(static place => $"<{place}>")];
        foreach (CultureInfo language in new[] { ConsoleLanguages.English, ConsoleLanguages.Portuguese })
        {
            string said = In(language, texts => texts.Say(CodedText.Of(code, "not found", arguments)));

            Assert.NotEqual("not found", said);
            Assert.All(arguments, argument => Assert.Contains(argument, said, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Say_Parts_AreInTheLanguageToo() => Assert.Equal(
        "Destinatário equipe em 12:00: slack[0]: primeiro aviso; enviado; email[0]: todos os alertas estão retidos. Nova verificação em 12:05.",
        In(ConsoleLanguages.Portuguese, static texts => texts.Say(new CodedText(
            "ReceiverLooked",
            "",
            ["equipe", "12:00", "12:05"],
            [new CodedText("DecisionSent", "", ["slack[0]"], [CodedText.Of("WhyFirst", "")]), CodedText.Of("DecisionKeptBack", "", "email[0]")]))));

    [Fact]
    public void Say_CodeOfAnotherVersion_IsEnglish() => Assert.Equal(
        "Something new.", In(ConsoleLanguages.Portuguese, static texts => texts.Say(CodedText.Of("FromTheFuture", "Something new."))));

    [Theory]
    [InlineData(HistoryKind.NotificationSent, "firing, attempt 1: ok", "disparado, tentativa 1: aceito")]
    [InlineData(HistoryKind.NotificationFailed, "resolved, attempt 3: network", "resolvido, tentativa 3: não alcançado")]
    [InlineData(HistoryKind.NotificationFailed, "150 alerts, attempt 2: status", "150 alertas, tentativa 2: recusado")]
    [InlineData(HistoryKind.NotificationFailed, "firing, attempt 0: queue_full", "disparado, tentativa 0: fila cheia")]
    [InlineData(HistoryKind.ReceiverTested, "ok, by ana, by the way", "aceito, por ana, by the way")]
    [InlineData(HistoryKind.ReceiverTested, "timeout", "sem resposta a tempo")]
    [InlineData(HistoryKind.Suppressed, "Silenced", "silenciado")]
    [InlineData(HistoryKind.AlertResolved, "ended by its source", "encerrado pela origem")]
    [InlineData(HistoryKind.AcknowledgementEnded, "taken back by ana", "retirado por ana")]
    [InlineData(HistoryKind.AcknowledgementEnded, "expired", "o prazo terminou")]
    [InlineData(HistoryKind.Acknowledged, "ana", "ana")]
    [InlineData(HistoryKind.NotificationSent, "an older sentence", "an older sentence")]
    public void Outcome_AsItIsKept_IsSaidInTheLanguage(HistoryKind kind, string kept, string expected) => Assert.Equal(
        expected,
        In(ConsoleLanguages.Portuguese, texts => texts.Outcome(new HistoryEntry { At = DateTimeOffset.UnixEpoch, Kind = kind, Outcome = kept })));

    [Fact]
    public void Outcome_EveryKindOfSuppression_HasACode() => Assert.All(
        Enum.GetNames<Vigia.Server.Notifications.Dispatch.SuppressionKind>(),
        static kind => Assert.NotNull(new HistoryEntry { At = DateTimeOffset.UnixEpoch, Kind = HistoryKind.Suppressed, Outcome = kind }.OutcomeSaid));

    private static string In(CultureInfo language, Func<IStringLocalizer<AlertsText>, string> say)
    {
        CultureInfo before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = language;
        try
        {
            using ServiceProvider services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
            return say(services.GetRequiredService<IStringLocalizer<AlertsText>>());
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
