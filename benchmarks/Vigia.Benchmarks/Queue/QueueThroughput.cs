using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Model.Messages;

namespace Vigia.Benchmarks.Queue;

/// <summary>
/// The durable queue alone, in a closed loop: N senders that wait for each acknowledgement (256-byte payload, idempotency
/// key, trace context), four workers that lease and complete. Run with <c>queue [senders] [seconds] [rounds]</c>.
/// </summary>
internal static class QueueThroughput
{
    private const int Workers = 4;
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("{\"x\":\"" + new string('x', 248) + "\"}");
    private static long _nextId = Stopwatch.GetTimestamp();

    public static async Task RunAsync(ReadOnlyMemory<string> args)
    {
        int Argument(int index, int otherwise) =>
            index < args.Length ? int.Parse(args.Span[index], CultureInfo.InvariantCulture) : otherwise;
        int senders = Argument(0, 64);
        var duration = TimeSpan.FromSeconds(Argument(1, 5));
        System.Console.WriteLine("| acknowledged /s | completed /s | CPU µs/message | B/message | p50 ms | p99 ms | max ms |");
        System.Console.WriteLine("|---|---|---|---|---|---|---|");
        for (int round = Argument(2, 3); round > 0; round--)
        {
            await MeasureAsync(senders, duration);
        }
    }

    private static async Task MeasureAsync(int senders, TimeSpan duration)
    {
        string folder = Directory.CreateTempSubdirectory("vigia-queue-").FullName;
        var options = new QueueOptions();
        using var database = new ModuleDatabase(folder, vfs: null, synchronous: "FULL");
        using var writer = new QueueWriter(database, options, TimeProvider.System, new QueueMeters(new MetricRegistry()), NullLogger.Instance);
        writer.Start();
        var queue = new SqliteMessageQueue(writer, options);
        using var stop = new CancellationTokenSource();
        var counts = new Counts();
        var latencies = new List<long>[senders];
        Task[] sending = [.. Enumerable.Range(0, senders).Select(sender => Task.Run(() => SendAsync(queue, counts, latencies[sender] = [], stop.Token)))];
        Task[] working = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(queue, $"w{worker}", counts, stop.Token)))];

        await Task.Delay(TimeSpan.FromSeconds(2));
        (long sent, long done) = (counts.Sent, counts.Done);
        (TimeSpan cpu, long allocated, long started) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        await Task.Delay(duration);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        (sent, done) = (counts.Sent - sent, counts.Done - done);
        (cpu, allocated) = (Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes() - allocated);
        await stop.CancelAsync();
        await Task.WhenAll([.. sending, .. working]);

        long[] sorted = [.. latencies.SelectMany(of => of).Order()];
        double Milliseconds(double share) => sorted[(int)((sorted.Length - 1) * share)] * 1_000.0 / Stopwatch.Frequency;
        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {sent / seconds:F0} | {done / seconds:F0} | {cpu.TotalMicroseconds / sent:F1} | {allocated / sent} | {Milliseconds(0.5):F2} | {Milliseconds(0.99):F2} | {Milliseconds(1):F1} |"));
        writer.Stop();
        database.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task SendAsync(SqliteMessageQueue queue, Counts counts, List<long> latencies, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long number = Interlocked.Increment(ref _nextId);
            long started = Stopwatch.GetTimestamp();
            EnqueueResult result = await queue.EnqueueAsync(
                new NewMessage
                {
                    Message = new Message
                    {
                        Id = string.Create(CultureInfo.InvariantCulture, $"msg_{number:D26}"),
                        Type = "pedido.criado",
                        Protocol = "http",
                        Subject = "key:bench",
                        ReceivedAt = TimeProvider.System.GetUtcNow(),
                        Payload = Payload,
                        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                    },
                    IdempotencyKey = number.ToString(CultureInfo.InvariantCulture),
                    Fingerprint = (ulong)number,
                },
                CancellationToken.None);
            if (result.Outcome != EnqueueOutcome.Queued)
            {
                throw new InvalidOperationException($"A message was not queued: {result}.");
            }

            latencies.Add(Stopwatch.GetTimestamp() - started);
            Interlocked.Increment(ref counts.Sent);
        }
    }

    private static async Task WorkAsync(SqliteMessageQueue queue, string owner, Counts counts, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                foreach (LeasedMessage lease in await queue.LeaseAsync(owner, 64, stop))
                {
                    _ = CompleteAsync(queue, lease, counts);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the measurement.
        }
    }

    private static async Task CompleteAsync(SqliteMessageQueue queue, LeasedMessage lease, Counts counts)
    {
        if (await queue.CompleteAsync(lease, new AttemptSuccess(lease.LeasedAt, TimeSpan.FromMilliseconds(1), null, []), CancellationToken.None))
        {
            Interlocked.Increment(ref counts.Done);
        }
    }

    private sealed class Counts
    {
        public long Sent;
        public long Done;
    }
}
