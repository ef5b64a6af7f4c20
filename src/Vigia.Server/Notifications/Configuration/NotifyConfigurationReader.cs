using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Configuration.Sections;
using Vigia.Server.Notifications.Templates;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Notifications.Configuration;

/// <summary>Reads a <c>notify.yml</c>. Its format is in docs/formats/notify.md.</summary>
internal static class NotifyConfigurationReader
{
    /// <summary>Reads a file; where there is none the defaults hold.</summary>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static async Task<NotifyConfiguration> ReadFileAsync(string path, IReadOnlyCollection<string>? receivers, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        return File.Exists(full) ? Read(await YamlFile.ReadTextAsync(full, cancellationToken), full, receivers) : NotifyConfiguration.Default;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">The absolute path that errors name and relative names start from.</param>
    /// <param name="receivers">The receivers that there are; null: not known.</param>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static NotifyConfiguration Read(string text, string path, IReadOnlyCollection<string>? receivers = null)
    {
        if (YamlFile.Parse(text, path) is not YamlMappingNode root)
        {
            throw YamlFile.Refuse(path, 1, "the file must hold a mapping, such as \"language:\" and \"receivers:\"");
        }

        var issues = new IssueList(path);
        var section = new MappingReader(root, issues, Path.GetDirectoryName(path)!);
        NotifyConfiguration defaults = NotifyConfiguration.Default;
        MappingReader? history = section.Mapping("history");
        MappingReader? outbound = section.Mapping("outbound");
        ReceiverOptions every = Options(section.Mapping("defaults"), new ReceiverOptions(), "defaults");
        var configuration = new NotifyConfiguration
        {
            Language = Language(section) ?? defaults.Language,
            ExternalAddress = section.Address("external_url")?.ToString().TrimEnd('/') ?? defaults.ExternalAddress,
            ResolvedWhenSilenced = section.Boolean("resolved_when_silenced") ?? defaults.ResolvedWhenSilenced,
            ResolvedWhenAcknowledged = section.Boolean("resolved_when_acknowledged") ?? defaults.ResolvedWhenAcknowledged,
            AnnounceSilenceExpiry = section.Duration("announce_silence_expiry") ?? TimeSpan.Zero,
            ForbidPrivateAddresses = outbound?.Boolean("forbid_private") ?? false,
            Heartbeat = Heartbeat(section.Mapping("heartbeat")),
            HistoryAge = history?.Duration("age") ?? defaults.HistoryAge,
            HistoryRows = history?.Count("rows") is { } rows and > 0 ? rows : defaults.HistoryRows,
            Defaults = every,
            Receivers = Receivers(section.Mapping("receivers"), every, receivers),
        };
        history?.Finish("history");
        outbound?.Finish("outbound");
        section.Finish("notify.yml");
        return issues.HasErrors ? throw new ConfigurationException(issues.Issues) : configuration with { Warnings = issues.Issues };
    }

    private static Dictionary<string, ReceiverOptions> Receivers(MappingReader? section, ReceiverOptions every, IReadOnlyCollection<string>? known)
    {
        var receivers = new Dictionary<string, ReceiverOptions>(StringComparer.Ordinal);
        foreach (YamlNode key in (section?.Node as YamlMappingNode)?.Children.Keys ?? Enumerable.Empty<YamlNode>())
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            receivers[name] = Options(section!.Mapping(name), every, $"receivers.{name}");
            if (known?.Contains(name) == false)
            {
                section.Issues.Error(key, $"there is no receiver {name} in alertmanager.yml");
            }
        }

        return receivers;
    }

    private static ReceiverOptions Options(MappingReader? section, ReceiverOptions fallback, string where)
    {
        if (section is null)
        {
            return fallback;
        }

        MappingReader? rate = section.Mapping("rate_limit");
        MappingReader? breaker = section.Mapping("circuit_breaker");
        var options = fallback with
        {
            Language = Language(section) ?? fallback.Language,
            HmacSecret = section.Secret("hmac_secret", "hmac_secret_file") ?? fallback.HmacSecret,
            QueueCapacity = Positive(section, "queue_capacity") ?? fallback.QueueCapacity,
            Concurrency = Positive(section, "concurrency") ?? fallback.Concurrency,
            AttemptTimeout = section.Duration("attempt_timeout") is { } timeout && timeout > TimeSpan.Zero ? timeout : fallback.AttemptTimeout,
            PerMinute = (int?)rate?.Count("per_minute") ?? fallback.PerMinute,
            Burst = (rate is null ? null : Positive(rate, "burst")) ?? fallback.Burst,
            BreakAfter = (int?)breaker?.Count("failures") ?? fallback.BreakAfter,
            BreakTime = breaker?.Duration("open_for") ?? fallback.BreakTime,
        };
        rate?.Finish("rate_limit");
        breaker?.Finish("circuit_breaker");
        section.Finish(where);
        return options;
    }

    private static int? Positive(MappingReader section, string key)
    {
        long? count = section.Count(key);
        if (count == 0)
        {
            section.Error(key, $"{key} must be above 0");
            return null;
        }

        return (int?)count;
    }

    private static HeartbeatConfiguration? Heartbeat(MappingReader? section)
    {
        if (section is null)
        {
            return null;
        }

        TimeSpan interval = section.Duration("interval") ?? TimeSpan.FromMinutes(1);
        var url = section.Secret("url", "url_file");
        var client = GlobalDefaults.ReadClient(section.Mapping("http_config")) ?? new();
        section.Finish("heartbeat");
        if (interval < TimeSpan.FromSeconds(1))
        {
            section.Error("interval", "interval must be at least 1s");
        }

        if (url is { Value: { } text } && !WebhookSection.IsAddress(text))
        {
            section.Error("url", "url: not an absolute http or https address");
        }

        return url is null ? null : new HeartbeatConfiguration(url, interval, client);
    }

    private static string? Language(MappingReader section)
    {
        string? language = section.Text("language");
        if (language is not null && !DefaultTexts.Languages.Contains(language))
        {
            section.Error("language", $"language: unknown value \"{language}\"; known: {string.Join(", ", DefaultTexts.Languages)}");
            return null;
        }

        return language;
    }
}
