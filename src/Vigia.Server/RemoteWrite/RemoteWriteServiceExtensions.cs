using Microsoft.Extensions.DependencyInjection;
using Vigia.Model.Metrics;

namespace Vigia.Server.RemoteWrite;

/// <summary>Registers sending by remote write.</summary>
internal static class RemoteWriteServiceExtensions
{
    /// <summary>
    /// Adds the sink that everything writes to, in front of <paramref name="store"/>, and the service that sends what it takes to the receivers of
    /// <c>remote_write</c>. Needs an <see cref="Configuration.Reload.IConfigurationReloader"/>, a metric registry and a clock.
    /// </summary>
    public static IServiceCollection AddRemoteWrite(this IServiceCollection services, Func<IServiceProvider, IMetricSink> store) =>
        services
            .AddSingleton(provider => new TappedMetricSink(store(provider)))
            .AddSingleton<IMetricSink>(static provider => provider.GetRequiredService<TappedMetricSink>())
            .AddHostedService<RemoteWriteService>();
}
