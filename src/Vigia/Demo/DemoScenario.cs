using Vigia.Demo.Traffic;

namespace Vigia.Demo;

/// <summary>A mix of traffic with a purpose.</summary>
/// <param name="Name">What <c>--scenario</c> takes.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Rate">Turns per second, all protocols together, where <c>--rate</c> says nothing.</param>
/// <param name="Weights">How often each kind comes, relative to the others.</param>
/// <param name="SinkDelay">How long the slow destination takes at most.</param>
/// <param name="SlowWorkers">How many messages it is given at once.</param>
internal sealed record DemoScenario(
    string Name, string Description, double Rate, IReadOnlyDictionary<TrafficKind, double> Weights, TimeSpan SinkDelay, int SlowWorkers)
{
    /// <summary>After this time the traffic is that of a healthy day; null: never.</summary>
    public TimeSpan? TroubleTime { get; init; }

    private static readonly Dictionary<TrafficKind, double> SteadyWeights = new()
    {
        [TrafficKind.Normal] = 870,
        [TrafficKind.Batch] = 15,
        [TrafficKind.Slow] = 60,
        [TrafficKind.Duplicate] = 30,

        // Each about twice a minute at 30 a second: every panel has data, and of the alerts only the one for dead letters has a reason to fire.
        [TrafficKind.Transient] = 1,
        [TrafficKind.Permanent] = 1,
        [TrafficKind.KeyReuse] = 1,
        [TrafficKind.SlowSender] = 1,
        [TrafficKind.Oversized] = 1,
        [TrafficKind.Malformed] = 1,
        [TrafficKind.Forbidden] = 1,
        [TrafficKind.Unauthenticated] = 1,
        [TrafficKind.WrongKey] = 1,
        [TrafficKind.ExpiredToken] = 1,
        [TrafficKind.ForgedToken] = 1,
        [TrafficKind.BrokenConnection] = 1,
    };

    public static DemoScenario Steady { get; } = new(
        "steady", "a healthy day: mostly good messages, a few of every kind of trouble", 30, SteadyWeights, TimeSpan.FromSeconds(1.2), 8);

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<DemoScenario> All { get; } =
    [
        Steady,
        new(
            "errors",
            "6 minutes of retries and dead letters, then health: HighErrorRate fires at 5 minutes, all four channels hear of it, and it is resolved at 11",
            30,
            With((TrafficKind.Transient, 250), (TrafficKind.Permanent, 120), (TrafficKind.Malformed, 60), (TrafficKind.KeyReuse, 20)),
            TimeSpan.FromSeconds(1.2),
            8)
        {
            // The rule looks at 5 minutes and waits for 5: it fires with a minute to spare, and ends when the trouble has left those 5 minutes.
            TroubleTime = TimeSpan.FromMinutes(6),
        },
        new(
            "slow",
            "slow senders and a slow destination: requests and processing beyond one second",
            15,
            With((TrafficKind.SlowSender, 500), (TrafficKind.Slow, 300)),
            TimeSpan.FromSeconds(4),
            16),
        new(
            "backlog",
            "more comes in than goes out: the queue passes 1000 within a minute; QueueSize fires after 5 more",
            80,
            With((TrafficKind.Slow, 3000)),
            TimeSpan.FromSeconds(8),
            4),
        new(
            "attack",
            "someone tries keys and tokens: refused attempts, denied accesses, security errors",
            40,
            With(
                (TrafficKind.Unauthenticated, 200),
                (TrafficKind.WrongKey, 400),
                (TrafficKind.ExpiredToken, 150),
                (TrafficKind.ForgedToken, 200),
                (TrafficKind.Forbidden, 150),
                (TrafficKind.BrokenConnection, 60)),
            TimeSpan.FromSeconds(1.2),
            8),
    ];

    private static Dictionary<TrafficKind, double> With(params (TrafficKind Kind, double Weight)[] changes)
    {
        var weights = new Dictionary<TrafficKind, double>(SteadyWeights);
        foreach ((TrafficKind kind, double weight) in changes)
        {
            weights[kind] = weight;
        }

        return weights;
    }
}
