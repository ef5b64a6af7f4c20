using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Health;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Vigia.Server.Modules;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Process.Tests.Supervised;

/// <summary>What the console does with the module, over real processes: nothing but HTTP and the key file connects the two.</summary>
[SupportedOSPlatform("linux")]
public sealed class ConsoleOverHttpTests
{
    private const string Actor = "maria@exemplo.br";

    [Fact]
    public async Task Run_DeadLetterIsEditedAndReplayedByAPerson_IsDeliveredAndTheAuditNamesThem()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            folder["pedido.json"], """{"type":"object","required":["total"],"properties":{"total":{"type":"number"}}}""", cancellationToken);
        VigiaSetup module = await VigiaProcess.PrepareAsync(folder.Path);
        MonitorSetup monitor = await MonitorProcess.PrepareAsync(folder.Path);
        await using ExternalProcess supervisor = await StartAsync(module, monitor, folder, cancellationToken);
        await using ServiceProvider services = Client(module, monitor);
        IModuleClient client = services.GetRequiredService<IModuleClient>();
        string keyFile = Path.Combine(monitor.Data, "console.key");
        await UntilAsync(async () => (await client.GetQueueAsync(cancellationToken)).IsSuccess, cancellationToken);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keyFile));

        await SendAsync(module, "ped-1", """{"total":"x"}""", cancellationToken);
        await SendAsync(module, "ped-2", """{"total":"y"}""", cancellationToken);
        await UntilAsync(
            async () => (await client.GetDeadLetterGroupsAsync(cancellationToken)).Value is [{ Count: 2 }], cancellationToken);
        DeadLetterGroup group = Assert.Single(Answer(await client.GetDeadLetterGroupsAsync(cancellationToken)));
        Assert.Equal(("schema_violation", "pedido.criado"), (group.ErrorType, group.Type));

        MessageDetail letter = Answer(await client.GetDeadLetterAsync("ped-1", cancellationToken));
        var edit = new DeadLetterEdit { Payload = Encoding.UTF8.GetBytes("""{"total":5}""") };
        string version = Answer(await client.EditDeadLetterAsync("ped-1", edit, letter.Version, Actor, cancellationToken));
        Assert.NotEqual(letter.Version, version);
        Assert.Equal(
            ModuleErrorKind.Changed, (await client.EditDeadLetterAsync("ped-1", edit, letter.Version, "pedro", cancellationToken)).Error!.Kind);
        Assert.Equal(1, Answer(await client.ReplayDeadLetterAsync("ped-1", Actor, cancellationToken)).Count);
        await UntilAsync(
            async () => (await client.GetMessageAsync("ped-1", cancellationToken)).Value is { Summary.Status: MessageStatus.Processed }, cancellationToken);
        MessageDetail delivered = Answer(await client.GetMessageAsync("ped-1", cancellationToken));
        Assert.Equal("""{"total":5}""", Encoding.UTF8.GetString(Assert.Single(delivered.Outputs).Payload.Span));

        DeadLetterOperation begun = Answer(await client.BeginOperationAsync(
            new DeadLetterOperationRequest { Action = DeadLetterAction.Discard, Selection = new DeadLetterSelection { Type = "pedido.criado" } }, Actor, cancellationToken));
        await UntilAsync(
            async () => (await client.GetOperationAsync(begun.Id, cancellationToken)).Value is { State: OperationState.Completed, Done: 1 }, cancellationToken);

        MessageTimeline timeline = Answer(await client.GetTimelineAsync("ped-1", cancellationToken));
        Assert.Equal(
            [TimelineEventKind.Received, TimelineEventKind.Attempt, TimelineEventKind.Edited, TimelineEventKind.Replayed, TimelineEventKind.Attempt],
            timeline.Events.Select(static each => each.Kind).Where(static kind => kind != TimelineEventKind.Output));
        Assert.Equal([Actor, Actor], timeline.Events.Select(static each => each.Actor).OfType<string>());
        IReadOnlyList<AuditEntry> audit = Answer(await client.GetAuditAsync(new AuditFilter(), cancellationToken));
        Assert.Equal(["deadletter.discard", "deadletter.replay", "deadletter.edit"], audit.Select(static entry => entry.Action));
        Assert.All(audit, static entry => Assert.Equal((Actor, "key:console.local"), (entry.Actor, entry.Subject)));

        MessageCounts counts = Answer(await client.CountMessagesAsync(new CountFilter(), cancellationToken));
        Assert.Equal((1, 1), (counts.Totals[MessageStatus.Processed], counts.Totals[MessageStatus.Discarded]));
        ModuleHealth health = Answer(await client.GetHealthAsync(cancellationToken));
        Assert.Equal(GuideChecks.Of("database"), health.Dependencies["database"].Checks.Keys.Intersect(GuideChecks.Of("database")));

        // The key is replaced while both run; the client goes on with the new one.
        string before = await File.ReadAllTextAsync(keyFile, cancellationToken);
        ExternalResult rotated = await ExternalProcess.RunAsync(
            "dotnet", [module.Program, "key", "rotate", "console.local", "--data", monitor.Data], workingDirectory: Repository.Root, cancellationToken: cancellationToken);
        Assert.Equal(0, rotated.ExitCode);
        Assert.DoesNotContain("vk_", rotated.Output, StringComparison.Ordinal);
        Assert.NotEqual(before, await File.ReadAllTextAsync(keyFile, cancellationToken));
        await UntilAsync(async () => (await client.GetQueueAsync(cancellationToken)).IsSuccess, cancellationToken);

        await ExternalProcess.RunAsync("kill", ["-TERM", supervisor.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken: cancellationToken);
        Assert.Equal(0, await supervisor.WaitForExitAsync(cancellationToken));
        Assert.Equal(ModuleErrorKind.Unreachable, (await client.GetQueueAsync(cancellationToken)).Error!.Kind);
    }

    [Fact]
    public async Task GetHealth_ModuleElsewhereOverTls_TrustsTheNamedAuthorityAlone()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        using var certificates = new TestCertificates(folder);
        (string certificate, string key) = certificates.Issue("module");
        VigiaSetup setup = await VigiaProcess.PrepareAsync(
            folder.Path, [$"Listeners:http:Tls:CertificatePath={certificate}", $"Listeners:http:Tls:KeyPath={key}"]);
        await using VigiaProcess module = await VigiaProcess.StartAsync(setup with { Authority = certificates.Authority });
        await File.WriteAllTextAsync(folder["module.key"], setup.Key, cancellationToken);
        var settings = new Dictionary<string, string?>
        {
            ["Data:Path"] = folder["elsewhere"],
            ["Monitor:Module:Address"] = FormattableString.Invariant($"https://127.0.0.1:{setup.Port}"),
            ["Monitor:Module:ApiKeyFile"] = folder["module.key"],
        };
        await using ServiceProvider untrusting = Client(settings);
        await using ServiceProvider trusting = Client(new(settings) { ["Monitor:Module:CaPath"] = certificates.AuthorityPath });

        ModuleError error = (await untrusting.GetRequiredService<IModuleClient>().GetHealthAsync(cancellationToken)).Error!;
        ModuleHealth health = Answer(await trusting.GetRequiredService<IModuleClient>().GetHealthAsync(cancellationToken));

        Assert.Equal(ModuleErrorKind.Unreachable, error.Kind);
        Assert.Contains("Monitor:Module:CaPath", error.Message, StringComparison.Ordinal);
        Assert.Equal(HealthState.NotConfigured, health.Dependencies["redis"].Status);
        Assert.False(File.Exists(Path.Combine(folder["data"], "console.key")));
        using JsonDocument description = JsonDocument.Parse(await module.Client.GetStringAsync("/openapi/v1.json", cancellationToken));
        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/health", "/api/v1/messages/counts", "/api/v1/messages/{id}/timeline", "/api/v1/messages/{id}/retry",
                "/api/v1/dead-letters/{id}/check", "/api/v1/dead-letters/operations", "/api/v1/dead-letters/operations/{operation}",
            },
            description.RootElement.GetProperty("paths").EnumerateObject().Select(static path => path.Name).ToHashSet());
    }

    private static T Answer<T>(ModuleResult<T> result)
        where T : class => result.Value ?? throw new InvalidOperationException($"{result.Error!.Kind}: {result.Error.Message}");

    /// <summary>The client as the monitor has it, with the monitor's settings.</summary>
    private static ServiceProvider Client(VigiaSetup module, MonitorSetup monitor) => Client(new Dictionary<string, string?>
    {
        ["Data:Path"] = monitor.Data,
        ["Listeners:http:Port"] = module.Port.ToString(CultureInfo.InvariantCulture),
    });

    private static ServiceProvider Client(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<MetricRegistry>();
        services.AddModuleClient();
        return services.BuildServiceProvider();
    }

    private static Task<ExternalProcess> StartAsync(
        VigiaSetup module, MonitorSetup monitor, TemporaryDirectory folder, CancellationToken cancellationToken)
    {
        string[] settings =
        [
            FormattableString.Invariant($"Listeners:http:Port={module.Port}"),
            FormattableString.Invariant($"Listeners:mqtt:Port={module.MqttPort}"),
            FormattableString.Invariant($"Monitor:Port={monitor.Port}"),
            $"Monitor:ConfigFile={monitor.ConfigFile}",
            $"Instrumentation:Logging:Path={folder["integracao.log"]}",
            $"Monitor:Instrumentation:Logging:Path={folder["vigia.log"]}",
            "Processing:Routes:0:Name=pedidos",
            "Processing:Routes:0:Match:Type=pedido.*",
            "Processing:Routes:0:Steps:0:Kind=validate",
            $"Processing:Routes:0:Steps:0:Schema={folder["pedido.json"]}",
            "Processing:Routes:0:Destinations:0:Kind=store",
        ];
        return ExternalProcess.StartAsync(
            "dotnet",
            [module.Program, "run", "--data", monitor.Data, .. settings.SelectMany(static setting => new[] { "--set", setting })],
            new Uri(FormattableString.Invariant($"http://127.0.0.1:{module.Port}/health/ready")),
            deadline: TimeSpan.FromSeconds(60),
            workingDirectory: Repository.Root,
            cancellationToken: cancellationToken);
    }

    private static async Task SendAsync(VigiaSetup module, string id, string payload, CancellationToken cancellationToken)
    {
        using var sender = new HttpClient();
        sender.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", module.Key);
        using HttpResponseMessage answer = await sender.PostAsync(
            new Uri(FormattableString.Invariant($"http://127.0.0.1:{module.Port}/api/v1/messages")),
            new StringContent($$"""{"id":"{{id}}","type":"pedido.criado","payload":{{payload}}}""", Encoding.UTF8, "application/json"),
            cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Another process offers no signal, so this polls, with a deadline.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }
}
