using System.Collections.Frozen;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads <c>remote_write</c>.</summary>
internal static class RemoteWriteSection
{
    private static readonly FrozenDictionary<string, bool> Messages = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["prometheus.WriteRequest"] = false,
        ["io.prometheus.write.v2.Request"] = true,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The client sets these itself.
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "authorization", "host", "content-encoding", "content-length", "content-type", "user-agent", "connection", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "www-authenticate", "accept-encoding", "x-prometheus-remote-write-version", "x-prometheus-remote-read-version",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<RemoteWriteConfiguration> Read(MappingReader root)
    {
        var writers = new List<RemoteWriteConfiguration>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (MappingReader section in root.Mappings("remote_write"))
        {
            if (ReadWriter(section) is not { } writer)
            {
                continue;
            }

            if (!names.Add(writer.Name))
            {
                section.Issues.Error(section.Node, $"found multiple remote write configs with name \"{writer.Name}\": give each a name of its own");
            }

            writers.Add(writer);
        }

        return writers;
    }

    private static RemoteWriteConfiguration? ReadWriter(MappingReader section)
    {
        Uri? address = section.Address("url");
        if (address is null && section.Find("url") is null)
        {
            section.Issues.Error(section.Node, "url for remote_write is empty");
        }

        HttpClientConfiguration client = HttpClientSection.Read(section, enablesHttp2: false);
        var headers = new List<KeyValuePair<string, string>>(client.Headers);
        foreach ((string name, string value, var node) in section.Pairs("headers"))
        {
            if (Reserved.Contains(name))
            {
                section.Issues.Error(node, $"{name} is a reserved header; it must not be changed");
            }

            headers.Add(KeyValuePair.Create(name, value));
        }

        string fallbackName = address is null ? "" : $"{address.Host}:{address.Port}{address.AbsolutePath}";
        var writer = new RemoteWriteConfiguration
        {
            Address = address ?? new Uri("http://invalid/"),
            Name = section.Text("name") is { Length: > 0 } named ? named : fallbackName,
            Timeout = GlobalSection.Positive(section.Duration("remote_timeout")) ?? TimeSpan.FromSeconds(30),
            IsVersion2 = section.Choice("protobuf_message", Messages) ?? false,
            SendExemplars = section.Boolean("send_exemplars") ?? false,
            SendNativeHistograms = section.Boolean("send_native_histograms") ?? false,
            Client = client with { Headers = headers },
            RelabelRules = RelabelSection.Read(section, "write_relabel_configs"),
            Queue = Queue(section),
            Metadata = Metadata(section),
        };
        section.Unsupported("sigv4", "azuread", "google_iam", "round_robin_dns");
        section.Finish("remote_write");
        return address is null ? null : writer;
    }

    private static QueueConfiguration Queue(MappingReader parent)
    {
        var defaults = new QueueConfiguration();
        if (parent.Mapping("queue_config") is not { } section)
        {
            return defaults;
        }

        var queue = new QueueConfiguration
        {
            Capacity = Above0(section, "capacity", defaults.Capacity),
            MinShards = Above0(section, "min_shards", defaults.MinShards),
            MaxShards = Above0(section, "max_shards", defaults.MaxShards),
            MaxSamplesPerSend = Above0(section, "max_samples_per_send", defaults.MaxSamplesPerSend),
            BatchSendDeadline = GlobalSection.Positive(section.Duration("batch_send_deadline")) ?? defaults.BatchSendDeadline,
            MinBackoff = GlobalSection.Positive(section.Duration("min_backoff")) ?? defaults.MinBackoff,
            MaxBackoff = GlobalSection.Positive(section.Duration("max_backoff")) ?? defaults.MaxBackoff,
            RetryOnRateLimit = section.Boolean("retry_on_http_429") ?? false,
            SampleAgeLimit = section.Duration("sample_age_limit") ?? TimeSpan.Zero,
        };
        section.Finish("queue_config");
        if (queue.MinShards > queue.MaxShards)
        {
            section.Issues.Error(section.Node, "min_shards is greater than max_shards");
        }

        return queue;
    }

    private static MetadataConfiguration Metadata(MappingReader parent)
    {
        var defaults = new MetadataConfiguration();
        if (parent.Mapping("metadata_config") is not { } section)
        {
            return defaults;
        }

        var metadata = new MetadataConfiguration
        {
            Send = section.Boolean("send") ?? defaults.Send,
            SendInterval = GlobalSection.Positive(section.Duration("send_interval")) ?? defaults.SendInterval,
            MaxSamplesPerSend = Above0(section, "max_samples_per_send", defaults.MaxSamplesPerSend),
        };
        section.Finish("metadata_config");
        return metadata;
    }

    private static int Above0(MappingReader section, string key, int fallback) => section.Count(key) is { } count and > 0 ? (int)count : fallback;
}
