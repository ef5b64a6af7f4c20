using System.Collections.Concurrent;
using Vigia.Model.Alerts;

namespace Vigia.Server.Tests.Alerting.Rules.Running;

/// <summary>Takes alerts and remembers them; fails or waits where a test says so.</summary>
internal sealed class TakenAlerts : IAlertIntake
{
    private readonly ConcurrentQueue<Alert> _taken = new();

    public IReadOnlyList<Alert> All => [.. _taken];

    /// <summary>Set: what every call waits for.</summary>
    public Task? Gate { get; set; }

    /// <summary>Set: what every call throws.</summary>
    public Exception? Failure { get; set; }

    public async ValueTask ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        if (Gate is { } gate)
        {
            await gate.WaitAsync(cancellationToken);
        }

        if (Failure is { } failure)
        {
            throw failure;
        }

        foreach (Alert alert in alerts)
        {
            _taken.Enqueue(alert);
        }
    }
}
