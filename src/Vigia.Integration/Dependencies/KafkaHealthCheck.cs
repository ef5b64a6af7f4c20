using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Health;

namespace Vigia.Integration.Dependencies;

/// <summary>The guide's checks of Kafka: connection, topics, consumers, producers.</summary>
internal sealed class KafkaHealthCheck : IHealthCheck
{
    /// <summary>Of each request. Below the check's own limit, so that the check still says which probe failed.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    private readonly KafkaConnection _kafka;
    private readonly KafkaOptions _options;
    private readonly KafkaGroupLag _lag;
    private readonly TimeProvider _time;

    public KafkaHealthCheck(KafkaConnection kafka, IOptions<DependenciesOptions> options, TimeProvider time)
    {
        _kafka = kafka;
        _options = options.Value.Kafka;
        _lag = new KafkaGroupLag(kafka);
        _time = time;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var examination = new DependencyExamination(_time);
        Metadata? metadata = null;
        await examination.ProbeAsync("connection", async cancellation =>
        {
            // Asks for all topics, which makes none: asking for one by name can make it. The call blocks its thread, no
            // longer than its time limit.
            metadata = await Task.Run(() => _kafka.Admin.GetMetadata(RequestTimeout), cancellation).ConfigureAwait(false);
            return ReadConnection(metadata);
        }, cancellationToken).ConfigureAwait(false);
        if (metadata is not { Brokers.Count: > 0 })
        {
            examination.Skip("there is no connection.", "topics", "consumers", "producers");
            return examination.ToResult();
        }

        examination.Record("topics", ReadTopics(metadata));
        await examination.ProbeAsync(
            "consumers", cancellation => ProbeConsumersAsync(metadata, cancellation), cancellationToken).ConfigureAwait(false);
        await examination.ProbeAsync("producers", ProbeProducersAsync, cancellationToken).ConfigureAwait(false);
        return examination.ToResult();
    }

    private static ProbeReading ReadConnection(Metadata metadata) => metadata.Brokers.Count == 0
        ? ProbeReading.Unhealthy("The cluster has no broker.", 0, "brokers")
        : ProbeReading.Healthy(metadata.Brokers.Count, "brokers");

    private ProbeReading ReadTopics(Metadata metadata)
    {
        if (_options.Topics.Count == 0)
        {
            return ProbeReading.Healthy(metadata.Topics.Count, "topics");
        }

        List<string> failing = [];
        List<string> weak = [];
        foreach (string name in _options.Topics)
        {
            TopicMetadata? topic = metadata.Topics.Find(topic => topic.Topic == name);
            if (topic is null)
            {
                failing.Add($"{name} is missing");
            }
            else if (topic.Error.IsError)
            {
                failing.Add($"{name}: {topic.Error.Reason}");
            }
            else if (topic.Partitions.Exists(static partition => partition.Leader < 0))
            {
                failing.Add($"{name} has partitions without a leader");
            }
            else if (topic.Partitions.Exists(static partition => partition.InSyncReplicas.Length < partition.Replicas.Length))
            {
                weak.Add($"{name} has replicas out of step");
            }
        }

        int found = _options.Topics.Count - failing.Count;
        string output = string.Join("; ", failing.Concat(weak)) + ".";
        return failing.Count > 0 ? ProbeReading.Unhealthy(output, found, "topics")
            : weak.Count > 0 ? ProbeReading.Degraded(output, found, "topics")
            : ProbeReading.Healthy(found, "topics");
    }

    private async Task<ProbeReading> ProbeConsumersAsync(Metadata metadata, CancellationToken cancellationToken)
    {
        if (_options.ConsumerGroups.Count == 0)
        {
            return ProbeReading.Healthy(output: "No consumer group is configured.");
        }

        List<TopicPartition>? partitions = _options.Topics.Count == 0 ? null :
        [
            .. metadata.Topics
                .Where(topic => _options.Topics.Contains(topic.Topic))
                .SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition.PartitionId))),
        ];
        long highest = 0;
        List<string> problems = [];
        foreach (string group in _options.ConsumerGroups)
        {
            long lag = await _lag.ReadAsync(group, partitions, cancellationToken).ConfigureAwait(false);
            highest = Math.Max(highest, lag);
            if (lag > _options.MaxLag)
            {
                problems.Add(FormattableString.Invariant($"{group} is {lag} messages behind"));
            }

            if (await _lag.StateAsync(group, cancellationToken).ConfigureAwait(false) is (ConsumerGroupState.Empty or ConsumerGroupState.Dead) and var state)
            {
                problems.Add($"{group} has no member ({state})");
            }
        }

        return problems.Count == 0
            ? ProbeReading.Healthy(highest, "messages behind")
            : ProbeReading.Degraded(string.Join("; ", problems) + ".", highest, "messages behind");
    }

    private async Task<ProbeReading> ProbeProducersAsync(CancellationToken cancellationToken)
    {
        if (_kafka.FatalError is { } fatal)
        {
            return ProbeReading.Unhealthy(fatal.Reason);
        }

        if (_options.ProbeTopic.Length == 0)
        {
            // Asks for the number of messages still on their way, without waiting for them.
            return ProbeReading.Healthy(_kafka.Producer.Flush(TimeSpan.Zero), "messages waiting", "No probe topic is configured, so nothing is written.");
        }

        long start = _time.GetTimestamp();
        await _kafka.Producer
            .ProduceAsync(_options.ProbeTopic, new Message<Null, byte[]> { Value = "vigia"u8.ToArray() }, cancellationToken)
            .ConfigureAwait(false);
        return ProbeReading.Healthy(Math.Round(_time.GetElapsedTime(start).TotalMilliseconds, 3), "ms");
    }
}
