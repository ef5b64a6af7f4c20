using Microsoft.Extensions.Logging;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.State;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>Evaluates one group at its interval until it is stopped; then keeps its alerts' state and tells of them. What is public may be read from any thread.</summary>
internal sealed partial class RuleGroupLoop : IDisposable
{
    private readonly RuleContext _context;
    private readonly GroupSchedule _schedule;
    private readonly AlertSender _sender;
    private readonly AlertStateKeeper _keeper;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private volatile GroupTiming _timing = GroupTiming.None;

    /// <summary>A group that does not run yet.</summary>
    /// <param name="group">The group.</param>
    /// <param name="source">The name that its state goes by: that of the file that comes with the installation, also where a user's lies over it.</param>
    /// <param name="interval">Its interval.</param>
    /// <param name="context">What it needs.</param>
    public RuleGroupLoop(RuleGroup group, string source, TimeSpan interval, RuleContext context)
    {
        (Source, Interval, _context) = (source, interval, context);
        Evaluation = new RuleGroupEvaluation(group, context.Evaluation, context.Queries, context.Sink, context.Time);
        Definition = GroupDefinition.Of(group, interval, context.Evaluation);
        _schedule = new GroupSchedule(source, group.Name, interval);
        _sender = new AlertSender(context, interval);
        _keeper = new AlertStateKeeper(context.State, source, Evaluation);
        Name = $"{group.File};{group.Name}";
    }

    /// <summary><c>file;group</c>, as metrics have it.</summary>
    public string Name { get; }

    public string Source { get; }

    public TimeSpan Interval { get; }

    public RuleGroupEvaluation Evaluation { get; }

    /// <summary>All that it is made of, as a text that differs where any of it does.</summary>
    public string Definition { get; }

    public GroupTiming Timing => _timing;

    /// <summary>When it is evaluated next, as things are.</summary>
    public DateTimeOffset NextEvaluation => _schedule.After(_context.Time.GetUtcNow());

    /// <summary>What the state of its alerts is kept by.</summary>
    public IEnumerable<string> StateKeys => _keeper.Keys;

    /// <summary>Puts back what was kept over a restart.</summary>
    public void Restore(DateTimeOffset now) => TryState(() => _keeper.Restore(now, _context.Options));

    /// <summary>Takes over from the same group before a reload, which has stopped.</summary>
    public void Continue(RuleGroupLoop before)
    {
        Evaluation.Continue(before.Evaluation);
        _keeper.Continue(before._keeper);
        _timing = before._timing;
        if (before.Name != Name)
        {
            // A user's file now lies over the one that came with the installation, or no longer does.
            _context.Metrics.Forget(before.Name);
        }
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _context.Metrics.Interval.WithLabels(Name).Set(Interval.TotalSeconds);
        _context.Metrics.Rules.WithLabels(Name).Set(Evaluation.Rules.Count);
        DateTimeOffset first = _schedule.After(_context.Time.GetUtcNow());
        _running = Task.Run(() => RunAsync(first, _stop.Token));
    }

    /// <summary>Ends; returns when the evaluation under way has ended.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Marks the end of all that a group wrote that is no more, and forgets its state and metrics. It must have stopped.</summary>
    public void End()
    {
        Evaluation.End(_context.Time.GetUtcNow());
        TryState(_keeper.Forget);
        _context.Metrics.Forget(Name);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(DateTimeOffset due, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await WaitAsync(due, stop);
                await EvaluateAsync(due, stop);
                (due, long missed) = _schedule.Next(due, _context.Time.GetUtcNow());
                _context.Metrics.Missed.WithLabels(Name).Increment(missed);
                _context.Metrics.Iterations.WithLabels(Name).Increment(missed);
                _timing = _timing with { Missed = _timing.Missed + missed };
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task WaitAsync(DateTimeOffset due, CancellationToken stop)
    {
        TimeSpan wait = due - _context.Time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task delay = Task.Delay(wait, _context.Time, waiting.Token);

        // A clock that was set forward between the look at it and the wait would be waited for twice.
        if (_context.Time.GetUtcNow() >= due)
        {
            await waiting.CancelAsync();
            return;
        }

        await delay;
    }

    private async Task EvaluateAsync(DateTimeOffset due, CancellationToken stop)
    {
        try
        {
            _context.Metrics.Iterations.WithLabels(Name).Increment();
            TimeSpan duration = await RunRulesAsync(due, stop);
            Note(due, duration);
            KeepState(due);
            await SendAsync(due, stop);
            _timing = _timing with { Last = due, Duration = duration, Count = _timing.Count + 1 };
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            // Something unforeseen: seen here, and tried again in the next turn.
            Log.Unexpected(_context.Logger, exception, Name);
        }
    }

    /// <summary>Only the rules themselves take one of the turns: who is slow to take alerts holds up no other group.</summary>
    private async Task<TimeSpan> RunRulesAsync(DateTimeOffset due, CancellationToken stop)
    {
        await _context.Turns.WaitAsync(stop);
        try
        {
            long began = _context.Time.GetTimestamp();
            await Evaluation.EvaluateAsync(due, stop);
            return _context.Time.GetElapsedTime(began);
        }
        finally
        {
            _context.Turns.Release();
        }
    }

    private void Note(DateTimeOffset due, TimeSpan duration)
    {
        RuleMetrics metrics = _context.Metrics;
        int samples = 0;
        foreach (RuleEvaluation rule in Evaluation.Rules)
        {
            RuleOutcome outcome = rule.Outcome;
            samples += outcome.Samples;
            metrics.Evaluations.WithLabels(Name).Increment();
            metrics.RuleDuration.Observe(outcome.Duration.TotalSeconds);
            metrics.TemplateErrors.Increment(outcome.TemplateErrors.Count);
            metrics.Refused.Increment(outcome.Refused);
            metrics.Failures.WithLabels(Name).Increment(outcome.Error is null ? 0 : 1);
            if (outcome.Error is { } error)
            {
                Log.Failed(_context.Logger, rule.Rule.Name, Name, error);
            }
        }

        metrics.LastTime.WithLabels(Name).Set(due.ToUnixTimeMilliseconds() / 1000.0);
        metrics.LastDuration.WithLabels(Name).Set(duration.TotalSeconds);
        metrics.LastSamples.WithLabels(Name).Set(samples);
        metrics.GroupDuration.Observe(duration.TotalSeconds);
    }

    private void KeepState(DateTimeOffset due) => TryState(() => _keeper.Save(due));

    private void TryState(Action change)
    {
        try
        {
            change();
        }
        catch (AlertStateException exception)
        {
            // Alerts go on without it: what could not be read begins anew, what could not be kept is tried again with the next evaluation.
            _context.Metrics.StateFailures.Increment();
            Log.NotKept(_context.Logger, exception, Name);
        }
    }

    private async Task SendAsync(DateTimeOffset due, CancellationToken stop)
    {
        try
        {
            await _sender.SendAsync(Evaluation.Rules, due, stop);
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            _context.Metrics.SendFailures.Increment();
            Log.NotSent(_context.Logger, exception, Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Regra {Rule} falhou: {Error}")]
        public static partial void Failed(ILogger logger, string rule, string group, string error);

        [LoggerMessage(Level = LogLevel.Error, Message = "Avaliação de regras falhou de modo inesperado")]
        public static partial void Unexpected(ILogger logger, Exception exception, string group);

        [LoggerMessage(Level = LogLevel.Error, Message = "Estado dos alertas não pôde ser guardado")]
        public static partial void NotKept(ILogger logger, Exception exception, string group);

        [LoggerMessage(Level = LogLevel.Error, Message = "Alertas não puderam ser entregues à notificação; serão de novo na próxima avaliação")]
        public static partial void NotSent(ILogger logger, Exception exception, string group);
    }
}
