using Vigia.Testing.Metrics;

namespace Vigia.Process.Tests.Metrics;

/// <summary>
/// One sender of remote write and what it knows: every sample that it sent, in order, and how many of them were acknowledged. Each request holds the next
/// sample of each of its series; one that was not acknowledged is sent again as it was, as the specification asks of senders. Not thread safe but for the counts.
/// </summary>
internal sealed class SampleLedger
{
    public const string Metric = "ledger_value";
    private const int SeriesCount = 40;
    private const int StepMilliseconds = 10;

    private readonly Random _random;
    private readonly long _start;
    private readonly List<double[]> _sent = [];
    private int _acknowledged;

    public SampleLedger(string name, int seed, long start) => (Name, _random, _start) = (name, new Random(seed), start);

    public string Name { get; }

    /// <summary>Requests sent.</summary>
    public int Sent => _sent.Count;

    /// <summary>Requests acknowledged: the first so many of those sent.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public static int Series => SeriesCount;

    public long Timestamp(int request) => _start + ((long)request * StepMilliseconds);

    public double Value(int request, int series) => _sent[request][series];

    /// <summary>Sends until the server is gone, then returns; throws where it refuses.</summary>
    public async Task SendAsync(HttpClient client, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await SendOneAsync(client, stop);
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server was killed: that is what this is for. The request in hand stays unacknowledged.
        }
    }

    /// <summary>Sends the request that was not acknowledged, or else the next.</summary>
    /// <exception cref="InvalidOperationException">The server answered, and not with success.</exception>
    public async Task SendOneAsync(HttpClient client, CancellationToken cancellationToken)
    {
        int request = Acknowledged;
        if (request == _sent.Count)
        {
            // Noted as sent before a byte of it leaves.
            _sent.Add([.. Enumerable.Range(0, SeriesCount).Select(series => NextValue(series, request))]);
        }

        using HttpContent body = RemoteWriteMessage.Create(Enumerable.Range(0, SeriesCount).Select(series => new WrittenSeries(
            [("__name__", Metric), ("sender", Name), ("series", $"{series:00}")],
            [(Timestamp(request), _sent[request][series])])));
        using HttpResponseMessage answer = await client.PostAsync("/api/v1/write", body, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        Volatile.Write(ref _acknowledged, request + 1);
    }

    /// <summary>Series of every kind that the store packs in a way of its own: counters, decimals, and numbers of any bits.</summary>
    private double NextValue(int series, int request) => (series % 4) switch
    {
        0 => (request * 7L) + _random.Next(7),
        1 => Math.Round(_random.NextDouble() * 100, 2),
        2 => _random.NextDouble() - 0.5,
        _ => AnyFinite(),
    };

    private double AnyFinite()
    {
        while (true)
        {
            double value = BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
            {
                return value;
            }
        }
    }
}
