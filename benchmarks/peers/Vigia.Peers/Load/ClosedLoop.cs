using System.Diagnostics;

namespace Vigia.Peers.Load;

/// <summary>
/// N clients, each with a connection of its own, each sending its next message only after the last one was
/// acknowledged as durable.
/// </summary>
internal static class ClosedLoop
{
    public static async Task<LoadResult> RunAsync(
        string peer, IReadOnlyList<ISender> senders, TimeSpan warmUp, TimeSpan duration, Func<double> serverCpuSeconds)
    {
        using var stop = new CancellationTokenSource();
        var latencies = new List<double>[senders.Count];
        long begin = long.MaxValue;
        Task[] clients =
        [
            .. senders.Select((sender, index) => Task.Run(async () =>
            {
                List<double> mine = latencies[index] = new List<double>(1 << 16);
                while (!stop.IsCancellationRequested)
                {
                    long sent = Stopwatch.GetTimestamp();
                    await sender.SendAsync();
                    if (sent >= Volatile.Read(ref begin))
                    {
                        mine.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                    }
                }
            })),
        ];

        await Task.Delay(warmUp);
        double cpu = serverCpuSeconds();
        long from = Stopwatch.GetTimestamp();
        Volatile.Write(ref begin, from);
        await Task.Delay(duration);
        await stop.CancelAsync();
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        cpu = serverCpuSeconds() - cpu;
        await Task.WhenAll(clients);

        double[] all = [.. latencies.SelectMany(list => list)];
        Array.Sort(all);
        return new LoadResult(peer, all.Length, seconds, At(all, 0.50), At(all, 0.99), cpu);
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, quantile * sorted.Length)];
}
