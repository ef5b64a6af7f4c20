using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Vigia.Integration.Dependencies;

/// <summary>How far a consumer group is behind, and whether anybody is in it.</summary>
internal sealed class KafkaGroupLag
{
    private readonly KafkaConnection _kafka;

    // Set once a broker says that it cannot describe groups, so that it is not asked again at every check.
    private bool _describesNoGroups;

    public KafkaGroupLag(KafkaConnection kafka) => _kafka = kafka;

    /// <summary>Messages after the group's commits.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partitions">The partitions that count; null counts all that the group has committed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> ReadAsync(string group, List<TopicPartition>? partitions, CancellationToken cancellationToken)
    {
        List<ListConsumerGroupOffsetsResult> committed = await _kafka.Admin
            .ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(group, partitions)],
                new ListConsumerGroupOffsetsOptions { RequestTimeout = KafkaHealthCheck.RequestTimeout })
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<TopicPartition, long> offsets = committed
            .SelectMany(static result => result.Partitions)
            .Where(static partition => partition.Offset.Value >= 0)
            .ToDictionary(static partition => partition.TopicPartition, static partition => partition.Offset.Value);
        if (offsets.Count == 0)
        {
            return 0;
        }

        ListOffsetsResult ends = await _kafka.Admin
            .ListOffsetsAsync(
                offsets.Keys.Select(static partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
                new ListOffsetsOptions { RequestTimeout = KafkaHealthCheck.RequestTimeout })
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return ends.ResultInfos.Sum(end => Math.Max(
            0, end.TopicPartitionOffsetError.Offset.Value - offsets[end.TopicPartitionOffsetError.TopicPartition]));
    }

    /// <summary>The group's state, or null where the broker cannot say.</summary>
    public async Task<ConsumerGroupState?> StateAsync(string group, CancellationToken cancellationToken)
    {
        if (_describesNoGroups)
        {
            return null;
        }

        try
        {
            DescribeConsumerGroupsResult described = await _kafka.Admin
                .DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { RequestTimeout = KafkaHealthCheck.RequestTimeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return described.ConsumerGroupDescriptions[0].State;
        }
        catch (KafkaException exception) when (IsUnsupported(exception))
        {
            _describesNoGroups = true;
            return null;
        }
    }

    private static bool IsUnsupported(KafkaException exception) =>
        exception.Error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion
        || (exception is DescribeConsumerGroupsException groups
            && groups.Results.ConsumerGroupDescriptions.Exists(static group =>
                group.Error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion));
}
