using Vigia.Model.Queries;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>All that the template of a rule may call.</summary>
internal static class RuleFunctions
{
    private const int MaxSamples = 50_000;

    /// <summary>For parsing: the functions that ask something are there by name and fail when they are called.</summary>
    public static readonly TemplateFunctions ForParsing = TemplateFunctions.Builtin
        .With([.. HumanFunctions.All, .. TextFunctions.All, .. QueryFunctions.All, .. Asking(null, 0, "")]);

    /// <summary>For running.</summary>
    /// <param name="answers">The answers to queries at the rule's own time.</param>
    /// <param name="time">The evaluation's time in milliseconds.</param>
    /// <param name="externalAddress">Where a user reaches the monitor; "" where that is not known.</param>
    public static TemplateFunctions ForRunning(QueryAnswers answers, long time, string externalAddress) => ForParsing.With(Asking(answers, time, externalAddress));

    private static IEnumerable<TemplateFunction> Asking(QueryAnswers? answers, long time, string externalAddress)
    {
        string path = Uri.TryCreate(externalAddress, UriKind.Absolute, out Uri? address) ? address.AbsolutePath.TrimEnd('/') : "";
        return
        [
            TemplateFunction.Of("query", [ParameterKind.Text], arguments =>
                Samples((answers ?? throw new TemplateCallException("no queries here")).Get(arguments.Text(0)))),
            TemplateFunction.Of("now", [], _ => time / 1000.0),
            TemplateFunction.Of("externalURL", [], _ => externalAddress),
            TemplateFunction.Of("pathPrefix", [], _ => path),
        ];
    }

    private static TemplateSample[] Samples(VectorValue answer)
    {
        if (answer.Samples.Count > MaxSamples)
        {
            throw new TemplateCallException($"the query answers more than {MaxSamples} series");
        }

        var samples = new TemplateSample[answer.Samples.Count];
        for (int i = 0; i < samples.Length; i++)
        {
            VectorSample sample = answer.Samples[i];
            samples[i] = new TemplateSample(sample.Labels, sample.Histogram is { } histogram ? histogram : sample.Value);
        }

        return samples;
    }
}
