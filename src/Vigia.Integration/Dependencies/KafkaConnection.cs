using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Vigia.Integration.Dependencies;

/// <summary>
/// The one librdkafka client: a producer, and an administration client that shares its connections and threads. Made at
/// the first check and kept; it finds its way back by itself after a loss.
/// </summary>
internal sealed partial class KafkaConnection : IDisposable
{
    private readonly KafkaOptions _options;
    private readonly ILogger<KafkaConnection> _logger;
    private readonly Lazy<(IProducer<Null, byte[]> Producer, IAdminClient Admin)> _clients;

    public KafkaConnection(IOptions<DependenciesOptions> options, ILogger<KafkaConnection> logger)
    {
        _options = options.Value.Kafka;
        _logger = logger;
        _clients = new Lazy<(IProducer<Null, byte[]>, IAdminClient)>(Connect);
    }

    public IProducer<Null, byte[]> Producer => _clients.Value.Producer;

    public IAdminClient Admin => _clients.Value.Admin;

    /// <summary>An error that the client does not get over, or null.</summary>
    public Error? FatalError { get; private set; }

    public void Dispose()
    {
        if (_clients.IsValueCreated)
        {
            Admin.Dispose();
            Producer.Dispose();
        }
    }

    private (IProducer<Null, byte[]> Producer, IAdminClient Admin) Connect()
    {
        var configuration = new ProducerConfig(new Dictionary<string, string>(_options.Settings))
        {
            BootstrapServers = _options.BootstrapServers,
            ClientId = "vigia",
            MessageTimeoutMs = (int)KafkaHealthCheck.RequestTimeout.TotalMilliseconds,
            QueueBufferingMaxMessages = 100,
            ReconnectBackoffMaxMs = 2000,
        };
        IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(configuration)
            .SetErrorHandler((_, error) => FatalError = error.IsFatal ? error : FatalError)
            .SetLogHandler((_, entry) => LogLibrary(entry.Facility, entry.Message))
            .Build();
        return (producer, new DependentAdminClientBuilder(producer.Handle).Build());
    }

    // What matters of it is in the check's result; while a broker is away the library repeats itself.
    [LoggerMessage(Level = LogLevel.Debug, Message = "Kafka {Facility}: {Text}")]
    private partial void LogLibrary(string facility, string text);
}
