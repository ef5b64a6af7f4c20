using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Demo.Alerts;
using Vigia.Demo.Clients;
using Vigia.Demo.Traffic;
using Vigia.Hosting;
using Vigia.Integration.Access.Keys;
using Vigia.Keys;
using Vigia.Output;
using Vigia.Supervision;

namespace Vigia.Demo;

/// <summary>Runs the module with clients that send to it over the network, and says at the end whether all went well.</summary>
internal static class DemoRun
{
    private static readonly TimeSpan CompareInterval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(DemoOptions options, Terminal terminal)
    {
        TimeProvider time = TimeProvider.System;
        using var signals = new StopSignals();
        Directory.CreateDirectory(options.DataDirectory);
        await using FlakySink sink = await FlakySink.StartAsync(options.Scenario.SinkDelay, time, signals.Token);
        using var keys = DemoKeys.Make(options.DataDirectory);
        var credentials = new DemoCredentials(keys.Secret, keys.RestrictedSecret, time);
        using var secret = new SecretFile(Path.Combine(options.DataDirectory, "demo-hs256.secret"), credentials.SigningSecret);

        await using WebApplication app = options.Source
            .WithDefaults(DemoSettings.Create(options, sink.Address, secret.Path))
            .Build(builder => builder.Services.AddSingleton<IHostLifetime, QuietLifetime>());
        await app.StartAsync(signals.Token);
        var addresses = ListeningAddresses.Of(app);
        ConsoleKeyFile.Ensure(app.Services.GetRequiredService<ApiKeys>(), options.DataDirectory);
        var diary = new AlertDiary(time);
        await using NoticeReceivers receivers = await NoticeReceivers.StartAsync(diary, Path.Combine(options.DataDirectory, "notices"), signals.Token);
        await using DemoMonitor monitor = await DemoMonitor.StartAsync(options, addresses.Http, receivers, terminal, time, signals.Token);
        DemoUser user = await DemoUser.MakeAsync(options.DataDirectory, signals.Token);
        using var alerts = AlertObserver.Open(monitor.Address, options.DataDirectory, diary);
        DemoReport.WriteStart(terminal, options, addresses, credentials, monitor.Address, user);

        using var observer = new ModuleObserver(addresses.Http, credentials.Key);
        var ledger = new AcknowledgementLedger(observer, time);
        DemoProgress last = await SendAsync(options, terminal, addresses, credentials, observer, alerts, diary, ledger, time, signals.Token);

        using var ending = new CancellationTokenSource(EndTimeout, time);
        await ledger.CompareAsync(ending.Token);
        await app.StopAsync(ending.Token);
        return DemoReport.WriteEnd(terminal, last, ledger);
    }

    private static async Task<DemoProgress> SendAsync(
        DemoOptions options,
        Terminal terminal,
        ListeningAddresses addresses,
        DemoCredentials credentials,
        ModuleObserver observer,
        AlertObserver alerts,
        AlertDiary diary,
        AcknowledgementLedger ledger,
        TimeProvider time,
        CancellationToken stopped)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        IReadOnlyList<IDemoClient> clients = CreateClients(addresses, credentials, time);
        var statistics = new DemoStatistics(clients.Select(client => client.Protocol));
        MessageGenerator[] messages = [.. clients.Select(_ => CreateMessages(options.Scenario, time))];
        var traffic = new TrafficGenerator(clients, messages, statistics, ledger, time);
        IDemoDisplay display = terminal.IsInteractive
            ? new LiveDisplay(terminal.Console, options.Scenario, options.Duration, time)
            : new PlainDisplay(terminal.Out, time);

        long started = time.GetTimestamp();
        if (options.Duration is { } duration)
        {
            stopping.CancelAfter(duration);
        }

        Task sending = traffic.RunAsync(options.Rate, stopping.Token);
        await Task.WhenAll(
            sending,
            UntilStoppedAsync(token => display.RunAsync(ReadAsync, token), stopping.Token),
            UntilStoppedAsync(token => CompareAsync(ledger, time, token), stopping.Token));
        DemoProgress last = await ReadAsync(CancellationToken.None);
        foreach (IDemoClient client in clients)
        {
            await client.DisposeAsync();
        }

        return last with { Reasons = statistics.Reasons(), Skipped = statistics.Skipped };

        async Task<DemoProgress> ReadAsync(CancellationToken token)
        {
            await alerts.ObserveAsync(token);
            return new(time.GetElapsedTime(started), statistics.Protocols(), await observer.ReadAsync(token)) { Alerts = diary.Lines };
        }
    }

    private static List<IDemoClient> CreateClients(ListeningAddresses addresses, DemoCredentials credentials, TimeProvider time)
    {
        List<IDemoClient> clients = [new HttpDemoClient(addresses.Http, credentials, time)];
        if (addresses.HasWebSocket)
        {
            clients.Add(new WebSocketDemoClient(addresses.Http, credentials, time));
        }

        if (addresses.Mqtt is { } mqtt)
        {
            clients.Add(new MqttDemoClient(mqtt, credentials, time));
        }

        return clients;
    }

    private static MessageGenerator CreateMessages(DemoScenario scenario, TimeProvider time)
    {
        var random = new Random();
        return new MessageGenerator(new TrafficPlan(scenario, random, time), random, time);
    }

    private static async Task CompareAsync(AcknowledgementLedger ledger, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CompareInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await ledger.CompareAsync(cancellationToken);
        }
    }

    private static async Task UntilStoppedAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await work(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The demo's time is over.
        }
    }
}
