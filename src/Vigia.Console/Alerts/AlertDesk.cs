using Microsoft.AspNetCore.Components.Authorization;
using Vigia.Model.Labels;
using Vigia.Server.Access;
using Vigia.Server.Access.Callers;
using Vigia.Server.Notifications;
using Vigia.Server.Notifications.Matching;

namespace Vigia.Console.Alerts;

/// <summary>Alerts for one visitor: what is changed is changed in the visitor's name. One instance a circuit.</summary>
internal sealed class AlertDesk(IAlertService service, AuthenticationStateProvider visitors)
{
    /// <summary>The alerts, silences and receivers.</summary>
    public IAlertService Service => service;

    /// <summary>The visitor's name where the visitor may acknowledge, silence and test; else null.</summary>
    public async Task<string?> WriterAsync()
    {
        System.Security.Claims.ClaimsPrincipal visitor = (await visitors.GetAuthenticationStateAsync()).User;
        return visitor.HasScope(AccessScopes.WriteAlerts) ? visitor.Identity?.Name : null;
    }

    /// <summary>Matchers as they are typed.</summary>
    /// <returns>What is wrong with them; null where nothing is.</returns>
    public static string? TryRead(string? text, out IReadOnlyList<LabelMatcher> matchers)
    {
        try
        {
            matchers = MatcherText.ParseMany(text ?? "");
            return null;
        }
        catch (MatcherTextException exception)
        {
            matchers = [];
            return exception.Message;
        }
    }

    /// <summary>Labels as they are typed: matchers of equality, each name once.</summary>
    public static LabelSet? TryReadLabels(string? text) =>
        TryRead(text, out IReadOnlyList<LabelMatcher> matchers) is null && matchers.Count > 0 && matchers.All(static matcher => matcher.Kind == MatchKind.Equal)
            && matchers.DistinctBy(static matcher => matcher.Name).Count() == matchers.Count
            ? LabelSet.From(matchers.Select(static matcher => new Label(matcher.Name, matcher.Value)))
            : null;

    /// <summary>Whether labels match every one.</summary>
    public static bool Matches(IReadOnlyList<LabelMatcher> matchers, LabelSet labels) => matchers.MatchesAll(labels);

    /// <summary>Labels as matchers that only they match.</summary>
    public static string Text(LabelSet labels) => MatcherText.Format(labels.Select(static label => new LabelMatcher(MatchKind.Equal, label.Name, label.Value)));

    /// <summary>Matchers as they are typed again.</summary>
    public static string Text(IEnumerable<LabelMatcher> matchers) => MatcherText.Format(matchers);
}
