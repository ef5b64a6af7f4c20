using System.Text;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Fuzz.Targets;

/// <summary>The template of an alert's label or annotation, filled for one series.</summary>
internal sealed class AlertTemplateTarget : IFuzzTarget
{
    private static readonly LabelSet Series = LabelSet.Of(("__name__", "up"), ("instance", "db:9090"), ("job", "a"));
    private static readonly TemplateLimits Limits = new() { MaxOutput = 4096, MaxSteps = 2000, MaxDepth = 10 };

    public string Name => "alert-template";

    // A step may make a text of the longest output, an expression an automaton.
    public int BaseBytes => 96 * 1024 * 1024;

    public int BytesPerInputByte => 4096;

    public void Run(byte[] input)
    {
        var answers = new QueryAnswers(static (_, _) => new ValueTask<VectorValue>(new VectorValue([new VectorSample(Series, 0, 0)])));
        TemplateFunctions functions = RuleFunctions.ForRunning(answers, 1_700_000_000_000, "http://monitor/x");
        string text = Encoding.UTF8.GetString(input);
        try
        {
            Template template = Template.Parse("fuzz", text, RuleFunctions.ForParsing, AlertTemplateData.Variables);
            var data = new AlertTemplateData(Series, LabelSet.Empty, "http://monitor/x", 1.5);
            Task<string> running = answers.RunAsync(() => template.Run(data, functions, AlertTemplateData.Variables.Zip(data.Values), Limits, CancellationToken.None), CancellationToken.None).AsTask();
            FuzzFindingException.ThrowIf(running.GetAwaiter().GetResult().Length > Limits.MaxOutput, "longer than allowed");
        }
        catch (TemplateException failure)
        {
            FuzzFindingException.ThrowIf(failure.Line < 1 || failure.Column < 0 || failure.Reason.Length == 0, "an error without place or reason");
        }
    }
}
