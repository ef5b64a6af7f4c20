using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Vigia.Integration.Lifecycle;

/// <summary>
/// Brings the module to rest: the moment the host begins to stop nothing new is taken in; then the steps run in their
/// order within one time; only then are hosted services and Kestrel stopped, so that health answers and acknowledgements
/// still go out meanwhile. A second signal ends the process at once.
/// </summary>
internal sealed partial class DrainCoordinator : IHostedLifecycleService, IDisposable
{
    /// <summary>The order from which steps bring to disk or send what is done, see <see cref="IDrainStep.Order"/>.</summary>
    private const int FirstFlush = 300;

    private readonly DrainState _state;
    private readonly IEnumerable<IDrainStep> _steps;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly IProcessExit _exit;
    private readonly LifecycleOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DrainCoordinator> _logger;
    private readonly List<IDisposable> _registrations = [];
    private int _signals;

    public DrainCoordinator(
        DrainState state,
        IEnumerable<IDrainStep> steps,
        IHostApplicationLifetime lifetime,
        IProcessExit exit,
        IOptions<LifecycleOptions> options,
        TimeProvider time,
        ILogger<DrainCoordinator> logger)
    {
        _state = state;
        _steps = steps;
        _lifetime = lifetime;
        _exit = exit;
        _options = options.Value;
        _time = time;
        _logger = logger;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(_lifetime.ApplicationStopping.Register(_state.Begin));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context.Signal)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context.Signal)));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before any hosted service stops, Kestrel among them.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _state.Begin();
        long start = _time.GetTimestamp();
        TimeSpan limit = _options.StepsTimeout;
        LogBegin(limit);
        using var workTimeout = new CancellationTokenSource(limit - _options.FlushTimeout, _time);
        using var flushTimeout = new CancellationTokenSource(limit, _time);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(workTimeout.Token, cancellationToken);
        using var flush = CancellationTokenSource.CreateLinkedTokenSource(flushTimeout.Token, cancellationToken);
        bool clean = true;
        foreach (IGrouping<int, IDrainStep> together in _steps.GroupBy(static step => step.Order).OrderBy(static group => group.Key))
        {
            CancellationToken token = together.Key < FirstFlush ? work.Token : flush.Token;
            bool[] results = await Task.WhenAll(together.Select(step => RunAsync(step, token)));
            clean &= Array.TrueForAll(results, static result => result);
        }

        long milliseconds = ElapsedMilliseconds(start);
        if (clean)
        {
            LogClean(milliseconds);
        }
        else
        {
            _exit.Code = 1;
            LogUnclean(milliseconds);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The first signal is the host's, which begins to stop; whoever sends another does not want to wait.</summary>
    internal void OnSignal(PosixSignal signal)
    {
        if (Interlocked.Increment(ref _signals) < 2)
        {
            return;
        }

        LogSecondSignal(signal);
        _exit.Now(signal is PosixSignal.SIGINT ? 130 : 143);
    }

    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());

    private async Task<bool> RunAsync(IDrainStep step, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        try
        {
            // A step that does not heed its token must not hold up those behind it.
            await step.DrainAsync(cancellationToken).AsTask().WaitAsync(cancellationToken);
            long milliseconds = ElapsedMilliseconds(start);
            LogStep(step.Name, milliseconds);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            long milliseconds = ElapsedMilliseconds(start);
            LogStepUnfinished(step.Name, milliseconds);
            return false;
        }
        catch (Exception exception)
        {
            LogStepFailed(exception, step.Name);
            return false;
        }
    }

    private long ElapsedMilliseconds(long start) => (long)_time.GetElapsedTime(start).TotalMilliseconds;

    [LoggerMessage(Level = LogLevel.Information, Message = "Encerramento iniciado, até {limit} para terminar o trabalho em curso")]
    private partial void LogBegin(TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "Etapa de encerramento {step} concluída em {milliseconds} ms")]
    private partial void LogStep(string step, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Etapa de encerramento {step} inacabada após {milliseconds} ms")]
    private partial void LogStepUnfinished(string step, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Etapa de encerramento {step} falhou")]
    private partial void LogStepFailed(Exception exception, string step);

    [LoggerMessage(Level = LogLevel.Information, Message = "Encerramento limpo em {milliseconds} ms")]
    private partial void LogClean(long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Encerramento com trabalho inacabado após {milliseconds} ms")]
    private partial void LogUnclean(long milliseconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Segundo sinal {signal}: encerramento imediato")]
    private partial void LogSecondSignal(PosixSignal signal);
}
