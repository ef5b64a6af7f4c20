using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications.Delivery;

/// <summary>
/// One way to a receiver: its bounded queue, retries with exponential back-off, circuit breaker and rate limit. Ways do not wait for each other. Thread safe.
/// </summary>
internal sealed class Integration : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly ReceiverOptions _options;
    private readonly INotifier _notifier;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly RateLimit _rate;
    private readonly CircuitBreaker _breaker;
    private int _pending;
    private LastAttempt? _last;

    public Integration(string receiver, IntegrationConfiguration configuration, ReceiverOptions options, INotifier notifier, TimeProvider time)
    {
        (Receiver, Configuration, _options, _notifier, _time) = (receiver, configuration, options, notifier, time);
        _slots = new SemaphoreSlim(options.Concurrency, options.Concurrency);
        _rate = new RateLimit(options.PerMinute, options.Burst, time);
        _breaker = new CircuitBreaker(options.BreakAfter, options.BreakTime, time);
    }

    public string Receiver { get; }

    public IntegrationConfiguration Configuration { get; }

    /// <summary><c>slack[0]</c></summary>
    public string Name => $"{Configuration.Kind}[{Configuration.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)}]";

    /// <summary>Notices that wait or are being sent.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>What came of the last attempt since the start; null: there was none.</summary>
    public LastAttempt? Last => Volatile.Read(ref _last);

    /// <summary>Whether it is left alone for now.</summary>
    public bool IsOpen => _breaker.Wait > TimeSpan.Zero;

    private TimeSpan AttemptTimeout => Configuration.Timeout > TimeSpan.Zero ? Configuration.Timeout : _options.AttemptTimeout;

    public LogKey Key(string groupKey) => new(Receiver, Configuration.Kind, Configuration.Index, groupKey);

    /// <summary>Sends a notice, again and again until it is taken, refused or its time is over.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="attempted">Called after each attempt, with its number from 1 and how long it took.</param>
    /// <param name="stopping">Ends waits at once; an attempt in hand goes on to its own limit.</param>
    public async Task<SendResult> SendAsync(Notice notice, DateTimeOffset deadline, Action<int, TimeSpan, SendResult> attempted, CancellationToken stopping)
    {
        if (Interlocked.Increment(ref _pending) > _options.QueueCapacity)
        {
            Interlocked.Decrement(ref _pending);
            return new SendResult(SendOutcome.Failed, "queue_full", $"{_options.QueueCapacity} notices wait already");
        }

        try
        {
            var last = new SendResult(SendOutcome.Failed, "deadline", "its time was over before it was its turn");
            TimeSpan delay = FirstDelay;
            for (int attempt = 1; ; attempt++)
            {
                if (!await WaitAsync(Longer(_breaker.Wait, _rate.Take()), deadline, stopping))
                {
                    _rate.GiveBack();
                    return last;
                }

                last = await AttemptAsync(notice, deadline, attempt, attempted, stopping);
                if (last.Outcome != SendOutcome.Retry)
                {
                    return last;
                }

                if (!await WaitAsync(Longer(last.RetryAfter ?? TimeSpan.Zero, delay * (0.5 + Random.Shared.NextDouble())), deadline, stopping))
                {
                    return last;
                }

                delay = delay * 1.5 < LongestDelay ? delay * 1.5 : LongestDelay;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>Sends a notice once, past queue, breaker and limit.</summary>
    public async Task<SendResult> SendOnceAsync(Notice notice, CancellationToken cancellationToken)
    {
        SendResult result = await GuardedAsync(notice, AttemptTimeout, cancellationToken);
        Volatile.Write(ref _last, new LastAttempt(_time.GetUtcNow(), result));
        return result;
    }

    public void Dispose()
    {
        _notifier.Dispose();
        _slots.Dispose();
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private async Task<SendResult> AttemptAsync(Notice notice, DateTimeOffset deadline, int attempt, Action<int, TimeSpan, SendResult> attempted, CancellationToken stopping)
    {
        await _slots.WaitAsync(stopping);
        try
        {
            TimeSpan left = deadline - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return new SendResult(SendOutcome.Failed, "deadline", "its time was over before it was its turn");
            }

            long started = _time.GetTimestamp();

            // Not ended by a stop: an attempt that is cut off may have arrived, and would be made again.
            SendResult result = await GuardedAsync(notice, left < AttemptTimeout ? left : AttemptTimeout, CancellationToken.None);
            _breaker.Note(result);
            Volatile.Write(ref _last, new LastAttempt(_time.GetUtcNow(), result));
            attempted(attempt, _time.GetElapsedTime(started), result);
            return result;
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<SendResult> GuardedAsync(Notice notice, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _notifier.SendAsync(notice, linked.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Retry, "timeout", $"no answer within {timeout.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} s");
        }
    }

    /// <summary>False: the deadline comes first.</summary>
    private async Task<bool> WaitAsync(TimeSpan wait, DateTimeOffset deadline, CancellationToken stopping)
    {
        if (_time.GetUtcNow() + wait > deadline)
        {
            return false;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, stopping);
        }

        return true;
    }
}
