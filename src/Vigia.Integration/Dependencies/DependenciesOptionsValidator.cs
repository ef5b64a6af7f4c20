using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Vigia.Integration.Dependencies;

internal sealed class DependenciesOptionsValidator : IValidateOptions<DependenciesOptions>
{
    public ValidateOptionsResult Validate(string? name, DependenciesOptions options)
    {
        List<string> errors = [];
        ValidateRedis(options.Redis, errors);
        ValidateKafka(options.Kafka, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void ValidateRedis(RedisOptions redis, List<string> errors)
    {
        CheckRatio("Dependencies:Redis:MemoryWarningRatio", redis.MemoryWarningRatio, errors);
        CheckRatio("Dependencies:Redis:ClientsWarningRatio", redis.ClientsWarningRatio, errors);
        if (!redis.IsConfigured)
        {
            return;
        }

        try
        {
            if (ConfigurationOptions.Parse(redis.ConnectionString).EndPoints.Count == 0)
            {
                errors.Add("Dependencies:Redis:ConnectionString: names no server; give host:port first.");
            }
        }
        catch (ArgumentException)
        {
            // The parser's message may repeat the text, which may hold a password.
            errors.Add("Dependencies:Redis:ConnectionString: is not of the form host:port,option=value.");
        }
    }

    private static void ValidateKafka(KafkaOptions kafka, List<string> errors)
    {
        if (kafka.MaxLag < 0)
        {
            errors.Add("Dependencies:Kafka:MaxLag: is negative.");
        }

        if (kafka.Topics.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add("Dependencies:Kafka:Topics: an entry is empty.");
        }

        if (kafka.ConsumerGroups.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add("Dependencies:Kafka:ConsumerGroups: an entry is empty.");
        }

        bool anythingSet = kafka.Topics.Count > 0 || kafka.ConsumerGroups.Count > 0 || kafka.ProbeTopic.Length > 0;
        if (anythingSet && !kafka.IsConfigured)
        {
            errors.Add("Dependencies:Kafka:BootstrapServers: is empty, though topics or groups are configured.");
        }
    }

    private static void CheckRatio(string key, double ratio, List<string> errors)
    {
        if (!(ratio is > 0 and <= 1))
        {
            errors.Add(FormattableString.Invariant($"{key}: {ratio} is not above 0 and at most 1."));
        }
    }
}
