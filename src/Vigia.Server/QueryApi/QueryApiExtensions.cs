using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Syntax;
using Vigia.Server.Access;
using Vigia.Server.Alerting.Rules.Api;
using Vigia.Server.QueryApi.Engine;

namespace Vigia.Server.QueryApi;

/// <summary>Prometheus' HTTP API.</summary>
internal static class QueryApiExtensions
{
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] PostOrPut = [HttpMethods.Post, HttpMethods.Put];

    public static void AddQueryApi(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton<ApiHandler>();
        services.AddOptions<QueryEngineOptions>().BindConfiguration("Monitor:Queries").ValidateOnStart();
        services.AddSingleton<IValidateOptions<QueryEngineOptions>, QueryEngineOptionsValidator>();
        services.AddSingleton<IQueryLog, QueryLog>();
        services.AddSingleton(CreateEngine);
        services.AddSingleton<IMetricQueries>(static provider => provider.GetRequiredService<PromqlEngine>());
        services.AddSingleton<QueryEndpoints>();
        services.AddSingleton<ActiveQueryEndpoints>();
        services.AddSingleton<CatalogEndpoints>();
        services.AddSingleton<StatusEndpoints>();
        services.AddSingleton<AdministrationEndpoints>();
        services.AddSingleton<TargetEndpoints>();
        services.AddSingleton<FederationEndpoint>();
    }

    public static void MapQueryApi(this WebApplication app)
    {
        IServiceProvider services = app.Services;
        ApiHandler handler = services.GetRequiredService<ApiHandler>();
        RouteGroupBuilder api = app.MapGroup("/api/v1").RequireScope(AccessScopes.ReadMetrics);

        QueryEndpoints query = services.GetRequiredService<QueryEndpoints>();
        api.MapMethods("/query", GetOrPost, handler.Of(query.QueryAsync));
        api.MapMethods("/query_range", GetOrPost, handler.Of(query.QueryRangeAsync));
        api.MapMethods("/format_query", GetOrPost, handler.Of(SyntaxEndpoints.FormatAsync));
        api.MapMethods("/parse_query", GetOrPost, handler.Of(SyntaxEndpoints.ParseAsync));

        CatalogEndpoints catalog = services.GetRequiredService<CatalogEndpoints>();
        api.MapMethods("/query_exemplars", GetOrPost, handler.Of(catalog.ExemplarsAsync));
        api.MapMethods("/labels", GetOrPost, handler.Of(catalog.LabelsAsync));
        api.MapMethods("/series", GetOrPost, handler.Of(catalog.SeriesAsync));
        api.MapMethods("/label/{name}/values", Get, handler.Of(catalog.ValuesAsync));
        api.MapMethods("/metadata", Get, handler.Of(catalog.MetadataAsync));

        ActiveQueryEndpoints active = services.GetRequiredService<ActiveQueryEndpoints>();
        app.MapMethods("/api/v1/queries", Get, handler.Of(active.ListAsync)).RequireScope(AccessScopes.Admin);
        app.MapMethods("/api/v1/queries/{id}", [HttpMethods.Delete], handler.Of(active.KillAsync)).RequireScope(AccessScopes.Admin);

        StatusEndpoints status = services.GetRequiredService<StatusEndpoints>();
        api.MapMethods("/status/config", Get, handler.Of(status.ConfigAsync));
        api.MapMethods("/status/flags", Get, handler.Of(status.FlagsAsync));
        api.MapMethods("/status/runtimeinfo", Get, handler.Of(status.RuntimeAsync));
        api.MapMethods("/status/buildinfo", Get, handler.Of(StatusEndpoints.BuildAsync));

        AdministrationEndpoints administration = services.GetRequiredService<AdministrationEndpoints>();
        api.MapMethods("/status/tsdb", Get, handler.Of(administration.StatusAsync));
        RouteGroupBuilder admin = app.MapGroup("/api/v1/admin/tsdb").RequireScope(AccessScopes.Admin);
        admin.MapMethods("/delete_series", PostOrPut, handler.Of(administration.DeleteSeriesAsync));
        admin.MapMethods("/clean_tombstones", PostOrPut, handler.Of(administration.CleanTombstonesAsync));
        admin.MapMethods("/snapshot", PostOrPut, handler.Of(administration.SnapshotAsync));

        TargetEndpoints targets = services.GetRequiredService<TargetEndpoints>();
        api.MapMethods("/targets", Get, handler.Of(targets.TargetsAsync));
        api.MapMethods("/targets/metadata", Get, handler.Of(targets.MetadataAsync));
        api.MapMethods("/scrape_pools", Get, handler.Of(targets.PoolsAsync));

        RuleEndpoints rules = services.GetRequiredService<RuleEndpoints>();
        api.MapMethods("/rules", Get, handler.Of(rules.RulesAsync));
        api.MapMethods("/alerts", Get, handler.Of(rules.AlertsAsync));

        RehearsalEndpoints rehearsal = services.GetRequiredService<RehearsalEndpoints>();
        api.MapMethods("/vigia/rules/check", GetOrPost, handler.Of(rehearsal.CheckAsync));
        api.MapMethods("/vigia/rules/rehearse", GetOrPost, handler.Of(rehearsal.RehearseAsync));

        FederationEndpoint federation = services.GetRequiredService<FederationEndpoint>();
        app.MapMethods("/federate", Get, handler.Of(federation.AnswerAsync)).RequireScope(AccessScopes.ReadMetrics);
    }

    private static PromqlEngine CreateEngine(IServiceProvider provider)
    {
        QueryEngineOptions options = provider.GetRequiredService<IOptions<QueryEngineOptions>>().Value;
        return new PromqlEngine(
            provider.GetRequiredService<IMetricSource>(),
            new PromqlEngineOptions
            {
                Timeout = options.Timeout,
                Lookback = options.Lookback,
                MaxSamples = options.MaxSamples,
                MaxMemory = options.MaxBytes,
                MaxSeries = options.MaxSeries,
                MaxConcurrentQueries = options.MaxConcurrent,
                Syntax = options.Experimental ? PromqlSyntaxOptions.Experimental : PromqlSyntaxOptions.Stable,
            },
            provider.GetRequiredService<IQueryLog>(),
            provider.GetRequiredService<TimeProvider>());
    }
}
