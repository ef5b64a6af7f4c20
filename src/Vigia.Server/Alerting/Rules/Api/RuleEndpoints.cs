using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.QueryApi;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.Alerting.Rules.Api;

/// <summary><c>/api/v1/rules</c> and <c>/api/v1/alerts</c>, as Prometheus answers them.</summary>
internal sealed class RuleEndpoints(IRuleStatus status)
{
    public async Task RulesAsync(ApiCall call)
    {
        var filter = new RuleFilter(call.Parameters);
        RulePage page = RulePage.Read(call.Parameters);
        List<(RuleGroupLoop Group, List<RuleEvaluation> Rules)> groups = Find(filter);
        int begin = page.Token.Length == 0 ? 0 : 1 + groups.FindIndex(group => RulePage.TokenOf(group.Group.Evaluation.Group) == page.Token);
        if (page.Token.Length > 0 && begin == 0)
        {
            throw ApiException.Invalid("group_next_token", $"invalid group_next_token {QuotedText.Quote(page.Token)}. were rule groups changed?");
        }

        int end = page.Limit == 0 ? groups.Count : Math.Min(groups.Count, begin + page.Limit);
        ApiJson json = call.Begin();
        json.Raw("{\"groups\":["u8);
        bool isFirst = true;
        for (int i = begin; i < end; i++)
        {
            json.Comma(ref isFirst);
            RuleJson.Write(json, groups[i].Group, groups[i].Rules, filter.ExcludesAlerts);
            await json.FlushIfLargeAsync(call.Cancellation);
        }

        json.Raw("]"u8);
        if (end < groups.Count)
        {
            json.Raw(",\"groupNextToken\":"u8);
            json.String(RulePage.TokenOf(groups[end - 1].Group.Evaluation.Group));
        }

        json.Raw("}"u8);
        await call.EndAsync(json);
    }

    public Task AlertsAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        json.Raw("{\"alerts\":"u8);
        RuleJson.Write(json, status.Groups.SelectMany(static group => group.Evaluation.Rules).OfType<AlertingEvaluation>().SelectMany(static rule => rule.Alerts));
        json.Raw("}"u8);
    });

    private List<(RuleGroupLoop Group, List<RuleEvaluation> Rules)> Find(RuleFilter filter)
    {
        var found = new List<(RuleGroupLoop, List<RuleEvaluation>)>();
        foreach (RuleGroupLoop group in status.Groups
            .OrderBy(static group => group.Evaluation.Group.File, StringComparer.Ordinal).ThenBy(static group => group.Evaluation.Group.Name, StringComparer.Ordinal))
        {
            if (!filter.Takes(group.Evaluation.Group))
            {
                continue;
            }

            List<RuleEvaluation> rules = [.. group.Evaluation.Rules.Where(rule => filter.Takes(rule.Rule))];
            if (rules.Count > 0)
            {
                found.Add((group, rules));
            }
        }

        return found;
    }
}
