using System.Globalization;
using Vigia.Peers.Load;
using Vigia.Peers.Servers;
using Vigia.Testing;

namespace Vigia.Peers;

/// <summary>One module under load, in turns.</summary>
internal sealed class MonitoredModule : IAsyncDisposable
{
    /// <summary>Spans wait at most two seconds for their export; a scrape costs too much to be asked for more often.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2.5);

    private readonly VigiaProcess _process;
    private readonly byte[] _body;
    private readonly int _clients;

    private MonitoredModule(string name, VigiaProcess process, byte[] body, int clients)
    {
        Name = name;
        _process = process;
        _body = body;
        _clients = clients;
    }

    public string Name { get; }

    /// <summary>Messages sent in all its turns.</summary>
    public long Sent { get; private set; }

    public static async Task<MonitoredModule> StartAsync(string name, string folder, IReadOnlyList<string> settings, byte[] body, int clients)
    {
        VigiaSetup setup = await VigiaProcess.PrepareAsync(
            folder,
            [.. settings, "Admission:RateLimit:PermitsPerSecond=0", "Queue:Capacity=1000000"],
            Repository.File("artifacts", "vigia", "app", "vigia.dll"));
        return new MonitoredModule(name, await VigiaProcess.StartAsync(setup), body, clients);
    }

    /// <summary>Sends, and waits until all is processed.</summary>
    /// <returns>CPU microseconds per message.</returns>
    public async Task<double> RunTurnAsync(int messages)
    {
        double cpu = ProcessTree.CpuSeconds(_process.Id);
        await SendAsync(messages);
        Sent += messages;
        do
        {
            await Task.Delay(Rest);
        }
        while (await ReadAsync("queue_size") > 0);

        return (ProcessTree.CpuSeconds(_process.Id) - cpu) / messages * 1e6;
    }

    /// <summary>Spans that reached the sink, and spans that were dropped.</summary>
    public async Task<(double Exported, double Dropped)> SpansAsync() =>
        (await ReadAsync("spans_exported_total"), await ReadAsync("spans_dropped_total"));

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Over connections of its own: the module closes those that are idle while others have their turns.</summary>
    private async Task SendAsync(int messages)
    {
        List<ISender> senders = [];
        try
        {
            for (int client = 0; client < _clients; client++)
            {
                senders.Add(await HttpSender.ConnectAsync(_process.Setup.Port, _process.Setup.Key, _body, client));
            }

            await FixedCount.SendAsync(senders, messages);
        }
        finally
        {
            foreach (ISender sender in senders)
            {
                await sender.DisposeAsync();
            }
        }
    }

    /// <summary>The sum of a metric's series; 0 where there is none.</summary>
    private async Task<double> ReadAsync(string metric)
    {
        string text = await _process.Client.GetStringAsync("/metrics");
        return text.Split('\n')
            .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && line.Length > metric.Length && line[metric.Length] is ' ' or '{')
            .Sum(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
