using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Alerts;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Syntax;
using Vigia.Server.Alerting.Rules.Api;
using Vigia.Server.Alerting.Rules.Book;
using Vigia.Server.Alerting.Rules.Drafting;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Alerting.Rules.Sources;
using Vigia.Server.Alerting.Rules.State;
using Vigia.Server.Hosting;
using Vigia.Server.QueryApi.Engine;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>Registers rules: their files, their evaluation, what the API says of them.</summary>
internal static class RuleExtensions
{
    /// <summary>Adds the rules of the configuration in force. Where an <see cref="IAlertIntake"/> is registered it is told of their alerts.</summary>
    public static void AddRules(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<RuleOptions>().BindConfiguration("Monitor:Rules").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RuleOptions>, RuleOptionsValidator>();
        services.AddSingleton<RuleMetrics>();
        services.AddSingleton(static provider => new RuleFileReader(
            provider.GetRequiredService<IOptions<QueryEngineOptions>>().Value.Experimental ? PromqlSyntaxOptions.Experimental : PromqlSyntaxOptions.Stable));
        services.AddSingleton(static provider => AlertStateStore.Open(provider.GetRequiredService<MonitorPaths>().File(AlertStateStore.FileName)));
        services.AddSingleton(static provider => new RuleSourceReader(OverlayFolder(provider), provider.GetRequiredService<RuleFileReader>()));
        services.AddSingleton(CreateContext);
        services.AddSingleton<RuleService>();
        services.AddSingleton<IRuleStatus>(static provider => provider.GetRequiredService<RuleService>());
        services.AddHostedService(static provider => provider.GetRequiredService<RuleService>());
        services.AddSingleton<RuleEndpoints>();
        services.TryAddSingleton<IRehearsalRoutes, DefaultRehearsalRoutes>();
        services.AddSingleton(CreateRehearsal);
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<RuleDraftExamination>(
            provider, new SemaphoreSlim(provider.GetRequiredService<IOptions<RuleOptions>>().Value.MaxConcurrentRehearsals)));
        services.AddSingleton<RehearsalEndpoints>();
        services.AddSingleton<RuleDraftExaminer>();
        services.AddSingleton(static provider => new RuleFileStore(OverlayFolder(provider), provider.GetRequiredService<IOptions<RuleOptions>>().Value.KeepVersions));
        services.AddSingleton<IRuleBook, RuleBook>();
    }

    // The user's files lie beside the monitor's own folder, with dashboards and the rest of data/config.
    private static string OverlayFolder(IServiceProvider provider) =>
        Path.Combine(Path.GetDirectoryName(provider.GetRequiredService<MonitorPaths>().Root)!, "config", "rules");

    private static RuleRehearsal CreateRehearsal(IServiceProvider provider)
    {
        RuleOptions options = provider.GetRequiredService<IOptions<RuleOptions>>().Value;
        QueryEngineOptions queries = provider.GetRequiredService<IOptions<QueryEngineOptions>>().Value;
        return new RuleRehearsal(
            provider.GetRequiredService<IMetricSource>(),
            new PromqlEngineOptions
            {
                Timeout = options.RehearsalTimeout,
                Lookback = queries.Lookback,
                MaxSamples = queries.MaxSamples,
                MaxMemory = queries.MaxBytes,
                MaxSeries = queries.MaxSeries,
                MaxParallelism = 1,
                Syntax = queries.Experimental ? PromqlSyntaxOptions.Experimental : PromqlSyntaxOptions.Stable,
            },
            provider.GetRequiredService<IRehearsalRoutes>(),
            new RehearsalLimits { Timeout = options.RehearsalTimeout },
            provider.GetRequiredService<TimeProvider>());
    }

    private static RuleContext CreateContext(IServiceProvider provider)
    {
        RuleOptions options = provider.GetRequiredService<IOptions<RuleOptions>>().Value;
        return new RuleContext
        {
            Queries = provider.GetRequiredService<IMetricQueries>(),
            Sink = provider.GetRequiredService<IMetricSink>(),
            Intake = provider.GetService<IAlertIntake>(),
            State = provider.GetRequiredService<AlertStateStore>(),
            Options = options,
            Evaluation = new RuleEvaluationOptions { ExternalAddress = options.ExternalUrl, QueryTimeout = options.QueryTimeout, MaxSeries = options.MaxSeries },
            Metrics = provider.GetRequiredService<RuleMetrics>(),
            Turns = new SemaphoreSlim(options.MaxConcurrentGroups),
            Time = provider.GetRequiredService<TimeProvider>(),
            Logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger<RuleService>(),
        };
    }
}
