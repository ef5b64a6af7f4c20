using Microsoft.AspNetCore.Http;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Matching;

namespace Vigia.Server.Notifications.Api;

/// <summary>Which alerts a request wants: <c>filter</c>, <c>receiver</c>, <c>active</c>, <c>silenced</c>, <c>inhibited</c>, <c>unprocessed</c>, <c>muted</c>.</summary>
internal sealed class AlertFilter
{
    private readonly IReadOnlyList<LabelMatcher> _matchers;
    private readonly LabelPattern? _receiver;
    private readonly bool _active;
    private readonly bool _silenced;
    private readonly bool _inhibited;

    public AlertFilter(IQueryCollection query)
    {
        _matchers = Matchers(query);
        _active = Flag(query, "active");
        _silenced = Flag(query, "silenced");
        _inhibited = Flag(query, "inhibited");
        Flag(query, "unprocessed");
        Flag(query, "muted");
        string receiver = query["receiver"].ToString();
        try
        {
            _receiver = receiver.Length == 0 ? null : LabelPattern.Parse(receiver);
        }
        catch (LabelPatternException exception)
        {
            throw new AlertmanagerApiException(StatusCodes.Status400BadRequest, $"failed to parse receiver param: {exception.Message}");
        }
    }

    public bool TakesReceiver(string receiver) => _receiver?.IsMatch(receiver) ?? true;

    public bool Takes(AlertStatus alert) =>
        (_receiver is null || alert.Receivers.Any(_receiver.IsMatch))
        && (_active || alert.SilencedBy.Count > 0 || alert.InhibitedBy.Count > 0)
        && (_silenced || alert.SilencedBy.Count == 0)
        && (_inhibited || alert.InhibitedBy.Count == 0)
        && _matchers.MatchesAll(alert.Labels);

    /// <summary>The matchers of every <c>filter</c>.</summary>
    /// <exception cref="AlertmanagerApiException">One is none.</exception>
    public static IReadOnlyList<LabelMatcher> Matchers(IQueryCollection query)
    {
        try
        {
            var budget = new LabelPatternBudget();
            return [.. query["filter"].Select(text => MatcherText.ParseOne(text ?? "", budget))];
        }
        catch (MatcherTextException exception)
        {
            throw new AlertmanagerApiException(StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    private static bool Flag(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" or "true" or "1" => true,
        "false" or "0" => false,
        var other => throw new AlertmanagerApiException(StatusCodes.Status400BadRequest, $"{name} in query must be of type boolean: \"{other}\""),
    };
}
