using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads <c>scrape_configs</c>.</summary>
internal static class ScrapeSection
{
    private static readonly Dictionary<string, string> Schemes = new(StringComparer.Ordinal) { ["http"] = "http", ["https"] = "https" };

    public static IReadOnlyList<ScrapeConfiguration> Read(MappingReader root, GlobalConfiguration global)
    {
        var jobs = new List<ScrapeConfiguration>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (MappingReader section in root.Mappings("scrape_configs"))
        {
            if (ReadJob(section, global) is not { } job)
            {
                continue;
            }

            if (!names.Add(job.JobName))
            {
                section.Error("job_name", $"found multiple scrape configs with job name \"{job.JobName}\"");
            }

            jobs.Add(job);
        }

        return jobs;
    }

    private static ScrapeConfiguration? ReadJob(MappingReader section, GlobalConfiguration global)
    {
        string name = section.Text("job_name", "");
        if (name.Length == 0)
        {
            section.Issues.Error(section.Node, "job_name is empty");
        }

        TimeSpan interval = GlobalSection.Positive(section.Duration("scrape_interval")) ?? global.ScrapeInterval;
        TimeSpan? timeout = GlobalSection.Positive(section.Duration("scrape_timeout"));
        if (timeout > interval)
        {
            section.Error("scrape_timeout", $"scrape timeout greater than scrape interval for scrape config with job name \"{name}\"");
        }

        string scheme = section.Text("scheme", "http");
        if (!Schemes.ContainsKey(scheme))
        {
            section.Error("scheme", $"scheme must be http or https, not \"{scheme}\"");
        }

        bool native = section.Boolean("scrape_native_histograms") ?? global.ScrapeNativeHistograms;
        bool? classicNames = GlobalSection.ClassicNamesOnly(section);
        var job = new ScrapeConfiguration
        {
            JobName = name,
            Interval = interval,
            Timeout = timeout ?? (global.ScrapeTimeout < interval ? global.ScrapeTimeout : interval),
            HonorLabels = section.Boolean("honor_labels") ?? false,
            HonorTimestamps = section.Boolean("honor_timestamps") ?? true,
            TrackTimestampsStaleness = section.Boolean("track_timestamps_staleness") ?? false,
            Scheme = scheme,
            MetricsPath = section.Text("metrics_path", "/metrics"),
            Parameters = Parameters(section),
            EnableCompression = section.Boolean("enable_compression") ?? true,
            Protocols = GlobalSection.Protocols(section) ?? global.ScrapeProtocols ?? (native ? ScrapeProtocols.WithNativeHistograms : ScrapeProtocols.Default),
            FallbackProtocol = section.Choice("fallback_scrape_protocol", ScrapeProtocols.ByName),
            NativeHistograms = native,
            AlwaysClassicHistograms = section.Boolean("always_scrape_classic_histograms") ?? global.AlwaysScrapeClassicHistograms,
            ExtraMetrics = section.Boolean("extra_scrape_metrics") ?? global.ExtraScrapeMetrics,
            ClassicNamesOnly = classicNames ?? global.ClassicNamesOnly,
            NameEscaping = GlobalSection.Escaping(section) ?? (classicNames == true ? "underscores" : global.NameEscaping),
            Limits = GlobalSection.Limits(section, global.Limits),
            Client = HttpClientSection.Read(section),
            RelabelRules = RelabelSection.Read(section, "relabel_configs"),
            MetricRelabelRules = RelabelSection.Read(section, "metric_relabel_configs"),
            Discovery = DiscoverySection.Read(section),
        };
        section.Unsupported("scrape_failure_log_file", "native_histogram_bucket_limit", "native_histogram_min_bucket_factor");
        GlobalSection.UnsupportedWhereTrue(section, "convert_classic_histograms_to_nhcb");
        section.Finish("scrape_configs");
        return name.Length == 0 ? null : job;
    }

    private static List<KeyValuePair<string, string>> Parameters(MappingReader section)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        if (section.Mapping("params") is { } mapping)
        {
            foreach (var name in ((YamlDotNet.RepresentationModel.YamlMappingNode)mapping.Node).Children.Keys)
            {
                string key = ((YamlDotNet.RepresentationModel.YamlScalarNode)name).Value ?? "";
                parameters.AddRange(mapping.Texts(key).Select(value => KeyValuePair.Create(key, value)));
            }
        }

        return parameters;
    }
}
