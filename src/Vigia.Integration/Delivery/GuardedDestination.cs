using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Vigia.Instrumentation.Tracing;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Delivery;

/// <summary>A destination behind its breaker. Only transient failures count: a message that is refused for its own sake says nothing about the destination. Thread safe.</summary>
internal sealed partial class GuardedDestination : IDisposable
{
    private static readonly TimeSpan ProbeWait = TimeSpan.FromSeconds(1);

    private readonly IDestination _destination;
    private readonly ResiliencePipeline? _breaker;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ILogger _logger;

    public GuardedDestination(
        string name, string fingerprint, IDestination destination, BreakerOptions? breaker, TimeProvider time, ILogger logger)
    {
        Name = name;
        Fingerprint = fingerprint;
        _destination = destination;
        _logger = logger;
        _breaker = breaker is null ? null : Build(breaker, time);
    }

    /// <summary>Its name in the route.</summary>
    public string Name { get; }

    public string Kind => _destination.Kind;

    /// <summary>Its settings, to see whether it can be kept over a reload.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether what it was given stays where it is when the message is tried again. The message store takes it only with the message's end.</summary>
    public bool IsLasting => _breaker is not null;

    /// <exception cref="ProcessingException">It was not delivered.</exception>
    /// <exception cref="CircuitOpenException">It was not tried.</exception>
    public async ValueTask<MessageOutput?> DeliverAsync(Message message, CancellationToken cancellationToken)
    {
        if (_breaker is null)
        {
            return await _destination.DeliverAsync(message, cancellationToken);
        }

        try
        {
            return await _breaker.ExecuteAsync(
                static (state, token) => state.Self.SendAsync(state.Message, token), (Self: this, Message: message), cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new CircuitOpenException(Name, exception.RetryAfter is { } wait && wait > ProbeWait ? wait : ProbeWait);
        }
    }

    public DestinationStatus Describe() => new()
    {
        Name = Name,
        Kind = Kind,
        Breaker = _breaker is null ? null : State,
    };

    public void Dispose() => _destination.Dispose();

    private string State => _state.CircuitState switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "halfopen",
        _ => "open",
    };

    private async ValueTask<MessageOutput?> SendAsync(Message message, CancellationToken cancellationToken)
    {
        using Activity? span = MessageTracing.StartSend(message.Id, Name, Kind, message.Payload.Length);
        try
        {
            return await _destination.DeliverAsync(message, cancellationToken);
        }
        catch (ProcessingException exception)
        {
            MessageTracing.RecordFailed(span, exception, exception.ErrorType);
            throw;
        }
    }

    private ResiliencePipeline Build(BreakerOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time, Name = Name }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumThroughput,
                SamplingDuration = options.SamplingDuration,
                BreakDuration = options.BreakDuration,
                StateProvider = _state,
                ShouldHandle = static arguments =>
                    ValueTask.FromResult(arguments.Outcome.Exception is ProcessingException { IsTransient: true }),
                OnOpened = arguments =>
                {
                    LogOpened(Name, arguments.BreakDuration, arguments.Outcome.Exception?.Message);
                    return default;
                },
                OnClosed = _ =>
                {
                    LogClosed(Name);
                    return default;
                },
            })
            .Build();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Destino {destination} com falhas: entregas suspensas por {duration}")]
    private partial void LogOpened(string destination, TimeSpan duration, string? error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Destino {destination} voltou a responder")]
    private partial void LogClosed(string destination);
}
