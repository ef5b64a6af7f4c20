using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Server.Alerting.Rules.Sources;
using Vigia.Server.Alerting.Rules.State;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Reload;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>
/// Runs the rules of the configuration in force and follows its changes. A group that did not change is left alone; one that did keeps the state of its
/// rules. At the start a file that is refused is left out and named; later it keeps all files as they are.
/// </summary>
internal sealed partial class RuleService(IConfigurationReloader reloader, RuleSourceReader reader, RuleContext context) : IHostedService, IRuleStatus, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile IReadOnlyList<RuleGroupLoop> _groups = [];
    private volatile RuleSourceSet _sources = RuleSourceSet.Empty;
    private volatile IReadOnlyList<ConfigurationIssue> _issues = [];
    private IDisposable? _subscription;

    public IReadOnlyList<RuleGroupLoop> Groups => _groups;

    public RuleSourceSet Sources => _sources;

    public IReadOnlyList<ConfigurationIssue> Issues => _issues;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = reloader.OnChange((configuration, token) => ApplyAsync(configuration, isStart: false, token));
        await ApplyAsync(reloader.Current, isStart: true, cancellationToken);
    }

    /// <summary>Reads the files again, under the configuration in force.</summary>
    /// <exception cref="ConfigurationException">Files are refused; what ran goes on.</exception>
    public Task ReloadAsync(CancellationToken cancellationToken) => ApplyAsync(reloader.Current, isStart: false, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Task.WhenAll(_groups.Select(static group => group.StopAsync()));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (RuleGroupLoop group in _groups)
        {
            group.Dispose();
        }

        _turn.Dispose();
    }

    private async Task ApplyAsync(MonitorConfiguration configuration, bool isStart, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            RuleSourceSet read = await reader.ReadAsync(configuration, cancellationToken);
            List<ConfigurationIssue> issues = [.. read.Issues, .. TooMany(read, configuration)];
            read = read with { Issues = issues };
            _issues = issues;
            context.Metrics.LoadSucceeded.Set(read.IsSound ? 1 : 0);
            if (!read.IsSound && !isStart)
            {
                throw new ConfigurationException(issues);
            }

            _sources = read;

            foreach (ConfigurationIssue issue in issues)
            {
                Log(issue);
            }

            await SwapAsync(read, configuration, isStart);
        }
        finally
        {
            _turn.Release();
        }
    }

    private IEnumerable<ConfigurationIssue> TooMany(RuleSourceSet read, MonitorConfiguration configuration)
    {
        int rules = read.Groups.Sum(static pair => pair.Group.Rules.Count);
        return rules > context.Options.MaxRules
            ? [new ConfigurationIssue(configuration.Path, 1, FormattableString.Invariant($"rule_files: {rules} rules are more than Monitor:Rules:MaxRules allows ({context.Options.MaxRules})"), IsWarning: false)]
            : [];
    }

    private async Task SwapAsync(RuleSourceSet read, MonitorConfiguration configuration, bool isStart)
    {
        RuleContext forAll = context with
        {
            Evaluation = context.Evaluation with { ExternalLabels = configuration.Global.ExternalLabels, QueryOffset = configuration.Global.RuleQueryOffset },
        };
        var before = _groups.ToDictionary(static group => (group.Source, group.Evaluation.Group.Name));
        var next = new List<RuleGroupLoop>();
        var started = new List<RuleGroupLoop>();
        foreach ((RuleSource source, RuleGroup group) in read.Groups)
        {
            var loop = new RuleGroupLoop(group, source.Key, group.Interval ?? configuration.Global.EvaluationInterval, forAll);
            if (before.Remove((loop.Source, group.Name), out RuleGroupLoop? running))
            {
                if (running.Definition == loop.Definition)
                {
                    loop.Dispose();
                    next.Add(running);
                    continue;
                }

                // What it wrote last must be there before the next one goes on from it.
                await running.StopAsync();
                loop.Continue(running);
                running.Dispose();
            }
            else
            {
                loop.Restore(context.Time.GetUtcNow());
            }

            next.Add(loop);
            started.Add(loop);
        }

        await Task.WhenAll(before.Values.Select(static group => group.StopAsync()));
        foreach (RuleGroupLoop gone in before.Values)
        {
            gone.End();
            gone.Dispose();
        }

        if (isStart && read.IsSound)
        {
            ForgetOthers(next);
        }

        _groups = next;
        started.ForEach(static loop => loop.Start());
    }

    private void ForgetOthers(IEnumerable<RuleGroupLoop> groups)
    {
        try
        {
            context.State.KeepOnly(groups.SelectMany(static group => group.StateKeys).ToHashSet(StringComparer.Ordinal));
        }
        catch (AlertStateException exception)
        {
            // What is kept for nothing does no harm; the next start tries again.
            context.Metrics.StateFailures.Increment();
            LogNotForgotten(context.Logger, exception);
        }
    }

    private void Log(ConfigurationIssue issue)
    {
        if (issue.IsWarning)
        {
            LogWarning(context.Logger, issue.ToString());
        }
        else
        {
            LogRefused(context.Logger, issue.ToString());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Arquivo de regras: {Issue}")]
    private static partial void LogWarning(ILogger logger, string issue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Estado de alertas de regras que não existem mais não pôde ser apagado")]
    private static partial void LogNotForgotten(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Arquivo de regras recusado, suas regras não são avaliadas: {Issue}")]
    private static partial void LogRefused(ILogger logger, string issue);
}
