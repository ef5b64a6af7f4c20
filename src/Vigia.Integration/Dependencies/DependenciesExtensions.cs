using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Health;

namespace Vigia.Integration.Dependencies;

internal static class DependenciesExtensions
{
    /// <summary>Adds the checks <c>redis</c> and <c>kafka</c> where they are configured; where not, <c>/health</c> says so by itself.</summary>
    public static void AddDependencies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DependenciesOptions>().BindConfiguration(DependenciesOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DependenciesOptions>, DependenciesOptionsValidator>();

        var configured = builder.Configuration.GetSection(DependenciesOptions.Section).Get<DependenciesOptions>() ?? new DependenciesOptions();
        IHealthChecksBuilder checks = builder.Services.AddHealthChecks();
        if (configured.Redis.IsConfigured)
        {
            builder.Services.AddSingleton<RedisConnection>();
            builder.Services.AddSingleton<RedisHealthCheck>();
            checks.AddCheck<RedisHealthCheck>("redis", HealthStatus.Unhealthy, Tags(configured.Redis.Critical));
        }

        if (configured.Kafka.IsConfigured)
        {
            builder.Services.AddSingleton<KafkaConnection>();
            builder.Services.AddSingleton<KafkaHealthCheck>();
            checks.AddCheck<KafkaHealthCheck>("kafka", HealthStatus.Unhealthy, Tags(configured.Kafka.Critical));
        }
    }

    private static string[] Tags(bool critical) =>
        critical ? [HealthTags.Datastore] : [HealthTags.Datastore, HealthTags.Optional];
}
