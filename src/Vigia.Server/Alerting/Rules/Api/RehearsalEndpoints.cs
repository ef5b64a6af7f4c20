using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.QueryApi;

namespace Vigia.Server.Alerting.Rules.Api;

/// <summary>
/// <c>/api/v1/vigia/rules/check</c> and <c>/rehearse</c>: a file of rules in the parameter <c>rules</c>, and what there is to say of it. A file that is
/// refused is an answer too: its errors.
/// </summary>
internal sealed class RehearsalEndpoints(RuleDraftExamination examination, TimeProvider time)
{
    private const int MaxText = 4 * 1024 * 1024;
    private const string DefaultFile = "rules.yml";
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxSpan = TimeSpan.FromDays(400);

    public Task CheckAsync(ApiCall call)
    {
        RuleDraftReport report = examination.Check(Text(call), File(call), call.Cancellation);
        return call.AnswerAsync(json => RehearsalJson.Write(json, report, span: null));
    }

    public async Task RehearseAsync(ApiCall call)
    {
        long end = call.Parameters.Time("end", time.GetUtcNow().ToUnixTimeMilliseconds());
        long since = call.Parameters.OptionalDuration("since") ?? (long)DefaultSpan.TotalMilliseconds;
        long start = call.Parameters.Time("start", end - since);
        if (start >= end || end - start > MaxSpan.TotalMilliseconds)
        {
            throw ApiException.BadData($"the time must be above 0 and at most {MaxSpan.Days} days");
        }

        var span = new RehearsalSpan(DateTimeOffset.FromUnixTimeMilliseconds(start), DateTimeOffset.FromUnixTimeMilliseconds(end));
        RuleDraftReport report;
        try
        {
            report = await examination.RehearseAsync(Text(call), File(call), span, call.Cancellation);
        }
        catch (RuleEvaluationException exception)
        {
            throw ApiException.BadData(exception.Message);
        }

        await call.AnswerAsync(json => RehearsalJson.Write(json, report, span));
    }

    private static string File(ApiCall call) => call.Parameters["file"] is { Length: > 0 } given ? given : DefaultFile;

    private static string Text(ApiCall call)
    {
        string text = call.Parameters["rules"] ?? throw ApiException.Invalid("rules", "the file's text is missing");
        return text.Length <= MaxText ? text : throw ApiException.Invalid("rules", $"longer than {MaxText} characters");
    }
}
