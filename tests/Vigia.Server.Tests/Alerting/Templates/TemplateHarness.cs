using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Tests.Alerting.Templates;

/// <summary>Runs templates over one series, <c>x{a="1", job="j"}</c> with the value 1.5, as a rule does.</summary>
internal static class TemplateHarness
{
    public static readonly LabelSet Series = LabelSet.Of(("__name__", "x"), ("a", "1"), ("job", "j"));

    public static ValueTask<string> RunAsync(string text, object? value = null, TemplateLimits? limits = null, string address = "http://testhost:9090/path/prefix")
    {
        Template template = Template.Parse("test", text, RuleFunctions.ForParsing, AlertTemplateData.Variables);
        var data = new AlertTemplateData(Series, LabelSet.Of(("region", "eu")), address, value ?? 1.5);
        var answers = new QueryAnswers(AnswerAsync);
        TemplateFunctions functions = RuleFunctions.ForRunning(answers, 1435065584128, address);
        return answers.RunAsync(
            () => template.Run(data, functions, AlertTemplateData.Variables.Zip(data.Values), limits ?? TemplateLimits.Default, CancellationToken.None), CancellationToken.None);
    }

    public static async Task<TemplateException> FailAsync(string text, TemplateLimits? limits = null)
    {
        try
        {
            string output = await RunAsync(text, limits: limits);
            throw new InvalidOperationException($"It did not fail but wrote {output}.");
        }
        catch (TemplateException exception)
        {
            return exception;
        }
    }

    private static ValueTask<VectorValue> AnswerAsync(string query, CancellationToken cancellationToken) => query switch
    {
        "x" => new(new VectorValue([new VectorSample(Series, 0, 1.5)])),
        "two" => new(new VectorValue(
        [
            new VectorSample(LabelSet.Of(("instance", "b")), 0, 21),
            new VectorSample(LabelSet.Of(("instance", "a")), 0, 11),
        ])),
        "bad" => throw new QueryException(QueryErrorKind.BadData, "1:4: parse error: unexpected end of input"),
        _ => new(new VectorValue([])),
    };
}
