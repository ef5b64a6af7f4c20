using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Health;
using Vigia.Integration.Dependencies;
using Xunit;

namespace Vigia.Interop.Tests.Health;

/// <summary>
/// Against librdkafka's mock cluster, which speaks the wire protocol over TCP. It cannot describe groups nor
/// list all of a group's offsets, so a group's state and its lag over unnamed topics are not run here.
/// </summary>
public sealed class KafkaHealthCheckTests : IDisposable
{
    private readonly DependenciesOptions _options = new();
    private readonly List<IDisposable> _disposables = [];
    private IProducer<Null, string>? _cluster;

    [Fact]
    public async Task Check_ClusterRuns_AllProbesAreHealthy()
    {
        StartCluster();
        await _cluster!.ProduceAsync("orders", new Message<Null, string> { Value = "x" }, TestContext.Current.CancellationToken);
        HealthCheckResult result = await CheckAsync(CreateCheck());
        Assert.True(result.Status == HealthStatus.Healthy, result.Description);
        Assert.Equal(["connection", "topics", "consumers", "producers"], result.Data.Keys);
        Assert.Equal(3, Probe(result, "connection").Value);
        Assert.Equal("brokers", Probe(result, "connection").Unit);
        Assert.Equal(1, Probe(result, "topics").Value);
        Assert.Equal(0, Probe(result, "producers").Value);
    }

    [Fact]
    public async Task Check_ConfiguredTopics_AreLookedFor()
    {
        StartCluster();
        await _cluster!.ProduceAsync("orders", new Message<Null, string> { Value = "x" }, TestContext.Current.CancellationToken);
        _options.Kafka.Topics = ["orders"];
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(CreateCheck())).Status);

        _options.Kafka.Topics = ["orders", "payments"];
        HealthCheckResult result = await CheckAsync(CreateCheck());
        Assert.Equal(HealthStatus.Unhealthy, Probe(result, "topics").Status);
        Assert.Equal("payments is missing.", Probe(result, "topics").Output);
        Assert.Equal(1, Probe(result, "topics").Value);
    }

    [Fact]
    public async Task Check_ProbeTopic_IsWrittenTo()
    {
        StartCluster();
        _options.Kafka.ProbeTopic = "vigia.probe";
        HealthCheckResult result = await CheckAsync(CreateCheck());
        Assert.True(result.Status == HealthStatus.Healthy, result.Description);
        Assert.Equal("ms", Probe(result, "producers").Unit);

        using IConsumer<Ignore, string> consumer = Consumer("reader");
        consumer.Subscribe("vigia.probe");
        Assert.Equal("vigia", consumer.Consume(TestContext.Current.CancellationToken).Message.Value);
        consumer.Close();
    }

    [Fact]
    public async Task Check_GroupBehind_LagIsShownAndBounded()
    {
        StartCluster();
        for (int i = 0; i < 10; i++)
        {
            await _cluster!.ProduceAsync(
                new TopicPartition("orders", 0), new Message<Null, string> { Value = "x" }, TestContext.Current.CancellationToken);
        }

        using (IConsumer<Ignore, string> consumer = Consumer("billing"))
        {
            consumer.Commit([new TopicPartitionOffset("orders", 0, 3)]);
            consumer.Close();
        }

        _options.Kafka.ConsumerGroups = ["billing"];
        _options.Kafka.Topics = ["orders"];
        HealthCheckResult result = await CheckAsync(CreateCheck());
        Assert.True(result.Status == HealthStatus.Healthy, result.Description);
        Assert.Equal(7L, Probe(result, "consumers").Value);

        _options.Kafka.MaxLag = 6;
        result = await CheckAsync(CreateCheck());
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal("billing is 7 messages behind.", Probe(result, "consumers").Output);
    }

    [Fact]
    public async Task Check_ClusterGone_IsUnhealthy()
    {
        StartCluster();
        KafkaHealthCheck check = CreateCheck();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(check)).Status);
        _cluster!.Dispose();
        HealthCheckResult result = await CheckAsync(check);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal(4, result.Data.Count);
    }

    [Fact]
    public async Task Check_NoBroker_IsUnhealthyWithinTheRequestsTime()
    {
        _options.Kafka.BootstrapServers = "127.0.0.1:1";
        HealthCheckResult result = await CheckAsync(CreateCheck());
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.StartsWith("connection: ", result.Description, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _disposables.ForEach(static disposable => disposable.Dispose());
        _cluster?.Dispose();
    }

    private static ProbeReading Probe(HealthCheckResult result, string name) => (ProbeReading)result.Data[name];

    private static Task<HealthCheckResult> CheckAsync(KafkaHealthCheck check) =>
        check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

    private KafkaHealthCheck CreateCheck()
    {
        var connection = new KafkaConnection(Options.Create(_options), NullLogger<KafkaConnection>.Instance);
        _disposables.Add(connection);
        return new KafkaHealthCheck(connection, Options.Create(_options), TimeProvider.System);
    }

    private void StartCluster()
    {
        var configuration = new ProducerConfig { BootstrapServers = "ignored:1" };
        configuration.Set("test.mock.num.brokers", "3");
        _cluster = new ProducerBuilder<Null, string>(configuration).SetLogHandler(static (_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(_cluster.Handle).Build();
        _options.Kafka.BootstrapServers = string.Join(',', admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(b => $"{b.Host}:{b.Port}"));
    }

    private IConsumer<Ignore, string> Consumer(string group) => new ConsumerBuilder<Ignore, string>(new ConsumerConfig
    {
        BootstrapServers = _options.Kafka.BootstrapServers,
        GroupId = group,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        EnableAutoCommit = false,
    }).Build();
}
