using System.Diagnostics;
using System.Threading.Channels;
using Vigia.Demo.Clients;
using Vigia.Demo.Traffic;

namespace Vigia.Demo;

/// <summary>Hands turns to the clients at a steady rate, and writes down what came of them.</summary>
/// <param name="clients">One per protocol.</param>
/// <param name="messages">What each of them sends, in the same order.</param>
/// <param name="statistics">Takes every result.</param>
/// <param name="ledger">Takes every acknowledgement.</param>
/// <param name="time">The clock.</param>
internal sealed class TrafficGenerator(
    IReadOnlyList<IDemoClient> clients,
    IReadOnlyList<MessageGenerator> messages,
    DemoStatistics statistics,
    AcknowledgementLedger ledger,
    TimeProvider time)
{
    // HTTP gets every second turn where there are three protocols.
    private const int TurnsPerRound = 4;
    private const int SendersPerClient = 16;
    private const int WaitingPerClient = 64;

    /// <summary>Sends until the token is set, then waits for the answers that are still to come.</summary>
    public async Task RunAsync(double rate, CancellationToken stopping)
    {
        Channel<Shot>[] channels = [.. clients.Select(_ => Channel.CreateBounded<Shot>(WaitingPerClient))];
        Task[] senders =
        [
            .. clients.SelectMany((client, index) =>
                Enumerable.Range(0, SendersPerClient).Select(_ => SendAllAsync(client, channels[index].Reader))),
        ];
        try
        {
            await PaceAsync(rate, channels, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The demo's time is over.
        }

        foreach (Channel<Shot> channel in channels)
        {
            channel.Writer.Complete();
        }

        await Task.WhenAll(senders);
    }

    private async Task PaceAsync(double rate, Channel<Shot>[] channels, CancellationToken stopping)
    {
        long started = time.GetTimestamp();
        for (long turn = 0; ; turn++)
        {
            TimeSpan due = TimeSpan.FromSeconds(turn / rate) - time.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, time, stopping);
            }

            stopping.ThrowIfCancellationRequested();
            int client = ClientFor(turn);
            if (!channels[client].Writer.TryWrite(messages[client].Next()))
            {
                statistics.Skip();
            }
        }
    }

    private int ClientFor(long turn)
    {
        int place = (int)(turn % TurnsPerRound);
        return clients.Count == 3 && place == 3 ? 0 : place % clients.Count;
    }

    // Answers are waited for even when the demo ends: an acknowledgement on its way would otherwise be lost on our side.
    private async Task SendAllAsync(IDemoClient client, ChannelReader<Shot> shots)
    {
        await foreach (Shot first in shots.ReadAllAsync(CancellationToken.None))
        {
            for (Shot? shot = first; shot is not null; shot = shot.Then)
            {
                await SendAsync(client, shot);
            }
        }
    }

    private async Task SendAsync(IDemoClient client, Shot shot)
    {
        long started = Stopwatch.GetTimestamp();
        SendResult result;
        try
        {
            result = await client.SendAsync(shot, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            result = SendResult.Failed(exception.GetType().Name);
        }

        ledger.Add(result.Ids);
        statistics.Record(client.Protocol, shot.Kind, result, Stopwatch.GetElapsedTime(started));
    }
}
