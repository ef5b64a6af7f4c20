namespace Vigia.Integration.Dependencies;

/// <summary>The Kafka that is watched. Section <c>Dependencies:Kafka</c>.</summary>
internal sealed class KafkaOptions
{
    /// <summary><c>host:port,host:port</c>. Empty: not configured.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>Topics that must exist, with a leader and all replicas in step for each partition. Without any, topics are only counted.</summary>
    public IList<string> Topics { get; set; } = [];

    /// <summary>Consumer groups whose lag is shown: on <see cref="Topics"/>, or without any on all that the group has committed.</summary>
    public IList<string> ConsumerGroups { get; set; } = [];

    /// <summary>Messages that a group may be behind before it is degraded; null sets no bound.</summary>
    public long? MaxLag { get; set; }

    /// <summary>A topic that each check writes one small message to, to prove that producing works; empty writes nothing.</summary>
    public string ProbeTopic { get; set; } = "";

    /// <summary>Further settings of librdkafka by their own names, for example <c>security.protocol</c>.</summary>
    public IDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether the module counts as unhealthy and not ready without it. It does its own work without Kafka, so by default it counts as degraded.</summary>
    public bool Critical { get; set; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(BootstrapServers);
}
