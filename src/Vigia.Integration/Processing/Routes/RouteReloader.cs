using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Processing.Routes;

/// <summary>
/// Loads the routes before anything else starts, where a mistake keeps the module from starting, and again whenever the
/// configuration or a file that it names changes, where a mistake leaves the running routes as they are.
/// </summary>
internal sealed partial class RouteReloader(
    RouteTableSource source, IConfiguration configuration, ServiceMetrics metrics, TimeProvider time, ILogger<RouteReloader> logger)
    : BackgroundService, IHostedLifecycleService
{
    private readonly Counter _refused = metrics.Errors.WithLabels("configuration", "processing");
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly List<(IDisposable Replaced, DateTimeOffset DisposeAt)> _retired = [];

    /// <summary>Stamps that a refused load saw, so that the same mistake is told once.</summary>
    private IReadOnlyList<FileStamp>? _refusedFiles;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = await source.LoadAsync(cancellationToken);
        if (errors.Count > 0)
        {
            throw new OptionsValidationException("Processing", typeof(ProcessingOptions), errors);
        }

        foreach (Route route in source.Current.Routes)
        {
            int steps = route.Steps.Count;
            int destinations = route.Destinations.Count;
            LogRoute(route.Name, route.Match.Type, steps, destinations);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Loads once. False: something is wrong, and the running routes stay.</summary>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = await source.LoadAsync(cancellationToken);
        Retire();
        if (errors.Count == 0)
        {
            _refusedFiles = null;
            int count = source.Current.Routes.Count;
            LogReloaded(count);
            return true;
        }

        _refusedFiles = [.. source.Current.Files.Select(static file => FileStamp.Of(file.Path))];
        _refused.Increment();
        foreach (string error in errors)
        {
            LogRefused(error);
        }

        return false;
    }

    public override void Dispose()
    {
        _retired.ForEach(static entry => entry.Replaced.Dispose());
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using IDisposable registration = ChangeToken.OnChange(configuration.GetReloadToken, Signal);
        try
        {
            while (true)
            {
                bool changed = await WaitAsync(stoppingToken);
                if (changed || FilesChanged())
                {
                    await ReloadAsync(stoppingToken);
                }

                Retire();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The module stops.
        }
    }

    private void Signal()
    {
        try
        {
            _changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // A reload is due already, or the module has stopped.
        }
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan interval = source.Current.Options.ReloadInterval;
        if (interval == TimeSpan.Zero)
        {
            await _changed.WaitAsync(cancellationToken);
            return true;
        }

        using var due = new CancellationTokenSource(interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            await _changed.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private bool FilesChanged() =>
        (_refusedFiles ?? source.Current.Files).Any(static file => !file.IsCurrent);

    // Attempts that began before the swap may still use what was replaced.
    private void Retire()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (IDisposable replaced in source.TakeReplaced())
        {
            _retired.Add((replaced, now + TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1)));
        }

        for (int i = _retired.Count - 1; i >= 0; i--)
        {
            if (_retired[i].DisposeAt <= now)
            {
                _retired[i].Replaced.Dispose();
                _retired.RemoveAt(i);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rota {route} carregada para {type}: {steps} passos, {destinations} destinos")]
    private partial void LogRoute(string route, string type, int steps, int destinations);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rotas recarregadas: {count}")]
    private partial void LogReloaded(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuração das rotas recusada, a anterior continua em uso: {error}")]
    private partial void LogRefused(string error);
}
