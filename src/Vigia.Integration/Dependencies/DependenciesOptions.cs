namespace Vigia.Integration.Dependencies;

/// <summary>External servers whose health the module shows. Section <c>Dependencies</c>. What is not configured is not connected to.</summary>
internal sealed class DependenciesOptions
{
    public const string Section = "Dependencies";

    public RedisOptions Redis { get; set; } = new();

    public KafkaOptions Kafka { get; set; } = new();
}
