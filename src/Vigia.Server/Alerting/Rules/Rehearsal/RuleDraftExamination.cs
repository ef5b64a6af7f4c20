using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>Tells of rules that are being written: what is wrong in them, what a lint finds with the store's own metrics, what a rehearsal shows. Safe from any thread.</summary>
internal sealed class RuleDraftExamination(
    RuleFileReader reader, RuleRehearsal rehearsal, IConfigurationReloader reloader, RuleContext context, IMetricCatalog catalog, TimeProvider time, SemaphoreSlim turns)
{
    // What is not there for so long is not known.
    private static readonly TimeSpan Known = TimeSpan.FromDays(1);

    /// <summary>Reads and lints a file's text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name that messages have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public RuleDraftReport Check(string text, string file, CancellationToken cancellationToken)
    {
        try
        {
            RuleFile read = reader.Read(text, file);
            return new RuleDraftReport { Groups = read.Groups, Issues = read.Warnings, Findings = RuleLint.Examine(read.Groups, LintOptions(cancellationToken)) };
        }
        catch (ConfigurationException exception)
        {
            return new RuleDraftReport { Issues = exception.Issues };
        }
    }

    /// <summary>Reads, lints and rehearses a file's text; waits while others are rehearsed.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name that messages have.</param>
    /// <param name="span">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RuleEvaluationException">There are more rules than allowed.</exception>
    public async Task<RuleDraftReport> RehearseAsync(string text, string file, RehearsalSpan span, CancellationToken cancellationToken)
    {
        RuleDraftReport report = Check(text, file, cancellationToken);
        if (report.IsRefused)
        {
            return report;
        }

        return report with { Rules = await RehearseAsync(report.Groups, span, cancellationToken) };
    }

    /// <summary>Rehearses groups that were read; waits while others are rehearsed.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="span">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RuleEvaluationException">There are more rules than allowed.</exception>
    public async Task<IReadOnlyList<RehearsedRule>> RehearseAsync(IReadOnlyList<RuleGroup> groups, RehearsalSpan span, CancellationToken cancellationToken)
    {
        GlobalConfiguration global = reloader.Current.Global;
        await turns.WaitAsync(cancellationToken);
        try
        {
            RuleEvaluationOptions options = context.Evaluation with { ExternalLabels = global.ExternalLabels, QueryOffset = global.RuleQueryOffset };
            return await rehearsal.RunAsync(groups, span, global.EvaluationInterval, options, cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>What a lint knows here: the store's metrics and the configuration's intervals.</summary>
    public LintOptions LintOptions(CancellationToken cancellationToken)
    {
        MonitorConfiguration configuration = reloader.Current;
        DateTimeOffset now = time.GetUtcNow();
        return new LintOptions
        {
            Facts = new CatalogMetricFacts(catalog, (now - Known).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(), cancellationToken),
            EvaluationInterval = configuration.Global.EvaluationInterval,
            ScrapeInterval = configuration.ScrapeConfigs.Count == 0 ? null : configuration.ScrapeConfigs.Max(static job => job.Interval),
        };
    }
}
