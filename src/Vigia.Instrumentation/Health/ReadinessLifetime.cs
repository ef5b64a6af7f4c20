using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Vigia.Instrumentation.Health;

/// <summary>Lets <see cref="ReadinessState"/> follow the host.</summary>
internal sealed class ReadinessLifetime : IHostedService
{
    private readonly ReadinessState _state;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly bool _startedWithHost;

    public ReadinessLifetime(ReadinessState state, IHostApplicationLifetime lifetime, IOptions<VigiaInstrumentationOptions> options)
    {
        _state = state;
        _lifetime = lifetime;
        _startedWithHost = options.Value.Health.StartedWithHost;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_startedWithHost)
        {
            _lifetime.ApplicationStarted.Register(_state.MarkStarted);
        }

        _lifetime.ApplicationStopping.Register(_state.MarkDraining);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
