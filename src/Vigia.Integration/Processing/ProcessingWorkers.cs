using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Processing.Routes;
using Vigia.Integration.Queue;

namespace Vigia.Integration.Processing;

/// <summary>
/// Leases messages and hands each to its route, within the route's own workers. Renews the leases of what takes long. On
/// drain it leases no more, gives back what was not begun and waits for what was.
/// </summary>
internal sealed partial class ProcessingWorkers(
    IMessageQueue queue,
    RouteTableSource routes,
    MessageProcessor processor,
    ProcessingMetrics metrics,
    DrainState drain,
    TimeProvider time,
    ILogger<ProcessingWorkers> logger)
    : BackgroundService, IDrainStep
{
    private readonly string _owner = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}");

    private readonly ConcurrentDictionary<WorkItem, byte> _leased = new();
    private readonly CancellationTokenSource _stopLeasing = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly SemaphoreSlim _freed = new(0, 1);
    private Task _leasing = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;

    public int Order => 200;

    public string Name => "workers";

    /// <summary>Messages in work, and those that wait behind them under lease.</summary>
    public int Leased => _leased.Count;

    /// <summary>Messages in work.</summary>
    public int InWork => routes.IsLoaded ? routes.Current.Routes.Sum(static route => route.Gate.InWork) : 0;

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await _stopLeasing.CancelAsync();
        await _leasing;
        try
        {
            // The renewing goes on meanwhile, so that long attempts keep their leases.
            await Task.WhenAll(_leased.Keys.Select(static work => work.Completion)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            int unfinished = _leased.Count;
            LogUnfinished(unfinished);
            foreach (WorkItem work in _leased.Keys)
            {
                LogGivenUp(work.Lease.Message.Id, work.Lease.Message.Protocol, work.Lease.Attempt, work.Route.Name);
            }

            throw;
        }
        finally
        {
            // Attempts that see this give their messages back; the leases of others run out.
            await _cut.CancelAsync();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopLeasing.CancelAsync();
        await _cut.CancelAsync();
        await Task.WhenAll(_leased.Keys.Select(static work => work.Completion)).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _stopLeasing.Dispose();
        _cut.Dispose();
        _freed.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _leasing = LeaseLoopAsync(stoppingToken);
        _renewing = RenewLoopAsync(stoppingToken);
        return Task.WhenAll(_leasing, _renewing);
    }

    private async Task LeaseLoopAsync(CancellationToken stoppingToken)
    {
        using var token = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _stopLeasing.Token, drain.Draining);
        while (!token.IsCancellationRequested)
        {
            try
            {
                RouteTable table = routes.Current;
                int free = table.Capacity - _leased.Count;

                // A lease is a write to disk: while there is enough to do, it waits until it is worth one.
                if (free < Math.Max(1, table.Capacity / 4))
                {
                    await _freed.WaitAsync(token.Token);
                    continue;
                }

                IReadOnlyList<LeasedMessage> leases =
                    await queue.LeaseAsync(_owner, Math.Min(free, table.Options.BatchSize), token.Token);

                // Routes may have been reloaded while nothing was due.
                table = routes.Current;
                foreach (LeasedMessage lease in leases)
                {
                    Dispatch(lease, table.For(lease.Message));
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                metrics.Failed("queue_unavailable", "message_processor");
                LogLeasingFailed(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), time, token.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Dispatch(LeasedMessage lease, Route route)
    {
        var work = new WorkItem(lease, route, time.GetUtcNow());
        _leased.TryAdd(work, 0);
        work.Completion = route.Gate.TryAdmit() ? RunAsync(work) : PostponeAsync(work);
        if (work.Completion.IsCompleted)
        {
            _leased.TryRemove(work, out _);
        }
    }

    private async Task RunAsync(WorkItem work)
    {
        RouteGate gate = work.Route.Gate;
        try
        {
            await Task.Yield();
            if (!await EnterAsync(gate))
            {
                await queue.ReleaseAsync(work.Lease, CancellationToken.None);
                return;
            }

            long start = time.GetTimestamp();
            try
            {
                if (!work.Lost.IsCancellationRequested)
                {
                    await processor.ProcessAsync(work, _cut.Token);
                }
            }
            finally
            {
                gate.Leave(time.GetElapsedTime(start));
            }
        }
        catch (Exception exception)
        {
            // Nothing above awaits this work, so nothing else could tell.
            metrics.Failed("unexpected_error", "message_processor");
            LogWorkFailed(exception, work.Lease.Message.Id, work.Lease.Message.Protocol);
        }
        finally
        {
            gate.Discharge();
            Finish(work);
        }
    }

    /// <summary>False: the module drains, and what was not begun is not begun any more.</summary>
    private async ValueTask<bool> EnterAsync(RouteGate gate)
    {
        try
        {
            await gate.EnterAsync(_stopLeasing.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task PostponeAsync(WorkItem work)
    {
        try
        {
            metrics.DeferredByRoute();
            await queue.DeferAsync(work.Lease, work.Route.Gate.NextTurn(), CancellationToken.None);
        }
        catch (Exception exception)
        {
            metrics.Failed("queue_unavailable", "message_processor");
            LogWorkFailed(exception, work.Lease.Message.Id, work.Lease.Message.Protocol);
        }
        finally
        {
            Finish(work);
        }
    }

    private void Finish(WorkItem work)
    {
        _leased.TryRemove(work, out _);
        work.Dispose();
        try
        {
            _freed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // The loop is awake already, or gone.
        }
    }

    private async Task RenewLoopAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(routes.Current.Options.LeaseCheckInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                DateTimeOffset now = time.GetUtcNow();
                await Task.WhenAll(_leased.Keys.Where(work => work.IsRenewalDue(now)).Select(work => RenewAsync(work, stoppingToken)));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The module stops.
        }
    }

    private async Task RenewAsync(WorkItem work, CancellationToken cancellationToken)
    {
        try
        {
            if (await queue.RenewAsync(work.Lease, cancellationToken) is { } renewed)
            {
                work.Renewed(renewed, time.GetUtcNow());
            }
            else if (_leased.ContainsKey(work))
            {
                await work.LoseAsync();
            }
        }
        catch (ObjectDisposedException)
        {
            // It was finished while its lease was being renewed.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Tried again at the next look; until then the lease is good.
            metrics.Failed("queue_unavailable", "message_processor");
            LogRenewalFailed(exception, work.Lease.Message.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Falha ao reservar mensagens da fila")]
    private partial void LogLeasingFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Falha inesperada no processamento da mensagem")]
    private partial void LogWorkFailed(Exception exception, string message_id, string protocol);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Falha ao renovar a reserva da mensagem")]
    private partial void LogRenewalFailed(Exception exception, string message_id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Processamento interrompido com {unfinished} mensagens inacabadas")]
    private partial void LogUnfinished(int unfinished);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mensagem inacabada, volta à fila")]
    private partial void LogGivenUp(string message_id, string protocol, int attempt, string route);
}
