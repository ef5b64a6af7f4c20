using System.Collections.Frozen;
using System.Text;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads <c>global</c>, and the limits that jobs may set anew.</summary>
internal static class GlobalSection
{
    private static readonly FrozenDictionary<string, bool> ValidationSchemes =
        new Dictionary<string, bool>(StringComparer.Ordinal) { ["utf8"] = false, ["legacy"] = true }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Escapings = ["allow-utf-8", "underscores", "dots", "values"];

    public static GlobalConfiguration Read(MappingReader? section)
    {
        var defaults = new GlobalConfiguration();
        if (section is null)
        {
            return defaults;
        }

        TimeSpan interval = Positive(section.Duration("scrape_interval")) ?? defaults.ScrapeInterval;
        TimeSpan? timeout = Positive(section.Duration("scrape_timeout"));
        if (timeout > interval)
        {
            section.Error("scrape_timeout", "global scrape timeout greater than scrape interval");
        }

        bool classicNames = section.Choice("metric_name_validation_scheme", ValidationSchemes) ?? false;
        var global = new GlobalConfiguration
        {
            ScrapeInterval = interval,
            ScrapeTimeout = timeout ?? (defaults.ScrapeTimeout < interval ? defaults.ScrapeTimeout : interval),
            EvaluationInterval = Positive(section.Duration("evaluation_interval")) ?? defaults.EvaluationInterval,
            RuleQueryOffset = section.Duration("rule_query_offset") ?? TimeSpan.Zero,
            ExternalLabels = section.Labels("external_labels", Expand),
            Limits = Limits(section, defaults.Limits),
            ScrapeProtocols = Protocols(section),
            ScrapeNativeHistograms = section.Boolean("scrape_native_histograms") ?? false,
            AlwaysScrapeClassicHistograms = section.Boolean("always_scrape_classic_histograms") ?? false,
            ExtraScrapeMetrics = section.Boolean("extra_scrape_metrics") ?? false,
            ClassicNamesOnly = classicNames,
            NameEscaping = Escaping(section) ?? (classicNames ? "underscores" : defaults.NameEscaping),
        };
        section.Unsupported("query_log_file", "scrape_failure_log_file");
        UnsupportedWhereTrue(section, "convert_classic_histograms_to_nhcb");
        section.Finish("global");
        return global;
    }

    public static ScrapeLimits Limits(MappingReader section, ScrapeLimits defaults) => new()
    {
        BodyBytes = section.Size("body_size_limit") is { } bytes and > 0 ? bytes : defaults.BodyBytes,
        Samples = Limit(section, "sample_limit", defaults.Samples),
        Targets = Limit(section, "target_limit", defaults.Targets),
        Labels = Limit(section, "label_limit", defaults.Labels),
        LabelNameLength = Limit(section, "label_name_length_limit", defaults.LabelNameLength),
        LabelValueLength = Limit(section, "label_value_length_limit", defaults.LabelValueLength),
        KeptDroppedTargets = Limit(section, "keep_dropped_targets", defaults.KeptDroppedTargets),
    };

    public static IReadOnlyList<ScrapeProtocol>? Protocols(MappingReader section)
    {
        if (!section.Has("scrape_protocols"))
        {
            return null;
        }

        var protocols = new List<ScrapeProtocol>();
        foreach (string name in section.Texts("scrape_protocols"))
        {
            if (!ScrapeProtocols.ByName.TryGetValue(name, out ScrapeProtocol protocol))
            {
                section.Error("scrape_protocols", $"unknown scrape protocol {name}, supported: {string.Join(", ", ScrapeProtocols.ByName.Keys.Order(StringComparer.Ordinal))}");
            }
            else if (protocols.Contains(protocol))
            {
                section.Error("scrape_protocols", $"duplicated protocol {name} in scrape_protocols");
            }
            else
            {
                protocols.Add(protocol);
            }
        }

        if (protocols.Count == 0)
        {
            section.Error("scrape_protocols", "scrape_protocols cannot be empty");
        }

        return protocols;
    }

    public static bool? ClassicNamesOnly(MappingReader section) => section.Choice("metric_name_validation_scheme", ValidationSchemes);

    public static string? Escaping(MappingReader section)
    {
        string? escaping = section.Text("metric_name_escaping_scheme");
        if (escaping is not null && !Escapings.Contains(escaping))
        {
            section.Error("metric_name_escaping_scheme", $"unknown name escaping \"{escaping}\"; known: {string.Join(", ", Escapings)}");
        }

        return escaping;
    }

    public static void UnsupportedWhereTrue(MappingReader section, string key)
    {
        if (section.Boolean(key) == true)
        {
            section.Unsupported(key);
        }
    }

    /// <summary>0 means that nothing is set.</summary>
    public static TimeSpan? Positive(TimeSpan? duration) => duration > TimeSpan.Zero ? duration : null;

    private static int Limit(MappingReader section, string key, int fallback) => section.Count(key) is { } limit and > 0 ? (int)limit : fallback;

    /// <summary>Fills <c>$NAME</c> and <c>${NAME}</c> from the environment; <c>$$</c> is a dollar.</summary>
    private static string Expand(string value)
    {
        var text = new StringBuilder();
        int i = 0;
        while (i < value.Length)
        {
            if (value[i] != '$' || i + 1 == value.Length)
            {
                text.Append(value[i++]);
                continue;
            }

            if (value[i + 1] == '$')
            {
                text.Append('$');
                i += 2;
                continue;
            }

            bool isBraced = value[i + 1] == '{';
            int start = i + (isBraced ? 2 : 1);
            int end = start;
            while (end < value.Length && (char.IsAsciiLetterOrDigit(value[end]) || value[end] == '_'))
            {
                end++;
            }

            if (end == start || (isBraced && (end == value.Length || value[end] != '}')))
            {
                text.Append(value[i++]);
                continue;
            }

            text.Append(Environment.GetEnvironmentVariable(value[start..end]));
            i = isBraced ? end + 1 : end;
        }

        return text.ToString();
    }
}
