using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Sections;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Configuration;

/// <summary>
/// Reads a <c>prometheus.yml</c>. All errors are found at once, each with its line. A key that Prometheus knows and this program does not is a
/// warning; one that nobody knows is an error.
/// </summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/configuration/.</remarks>
internal static class MonitorConfigurationReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static async Task<MonitorConfiguration> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        return Read(await YamlFile.ReadTextAsync(full, cancellationToken), full);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">The absolute path that errors name and relative names start from.</param>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static MonitorConfiguration Read(string text, string path)
    {
        if (YamlFile.Parse(text, path) is not YamlMappingNode root)
        {
            throw YamlFile.Refuse(path, 1, "the file must hold a mapping, such as \"global:\" and \"scrape_configs:\"");
        }

        var issues = new IssueList(path);
        string directory = Path.GetDirectoryName(path)!;
        var section = new MappingReader(root, issues, directory);
        GlobalConfiguration global = GlobalSection.Read(section.Mapping("global"));
        List<ScrapeConfiguration> jobs = [.. ScrapeSection.Read(section, global)];
        List<string> jobFiles = Patterns(section, "scrape_config_files");
        List<ConfigurationIssue> elsewhere = ReadJobFiles(jobFiles, global, jobs);
        var configuration = new MonitorConfiguration
        {
            Path = path,
            Text = MaskedText.Write(YamlFile.Parse(text, path)),
            Global = global,
            ScrapeConfigs = jobs,
            ScrapeConfigFiles = jobFiles,
            RuleFiles = Patterns(section, "rule_files"),
            RemoteWrites = RemoteWriteSection.Read(section),
            Storage = Storage(section.Mapping("storage")),
            Otlp = OtlpSection.Read(section.Mapping("otlp")),
            Alerting = AlertingSection.Read(section.Mapping("alerting")),
        };
        section.Unsupported("runtime", "tracing", "remote_read");
        section.Finish("the configuration");
        ConfigurationIssue[] all = [.. issues.Issues, .. elsewhere];
        return all.Any(static issue => !issue.IsWarning) ? throw new ConfigurationException(all) : configuration with { Warnings = all };
    }

    /// <summary>Adds the jobs of <c>scrape_config_files</c>, whose relative names start from where each file is.</summary>
    private static List<ConfigurationIssue> ReadJobFiles(List<string> patterns, GlobalConfiguration global, List<ScrapeConfiguration> jobs)
    {
        var issues = new List<ConfigurationIssue>();
        foreach (string pattern in patterns)
        {
            foreach (string file in FilePattern.Expand(pattern).Order(StringComparer.Ordinal))
            {
                try
                {
                    issues.AddRange(ReadJobFile(file, global, jobs));
                }
                catch (ConfigurationException exception)
                {
                    issues.AddRange(exception.Issues);
                }
            }
        }

        return issues;
    }

    private static IReadOnlyList<ConfigurationIssue> ReadJobFile(string file, GlobalConfiguration global, List<ScrapeConfiguration> jobs)
    {
        if (YamlFile.Parse(YamlFile.ReadText(file), file) is not YamlMappingNode root)
        {
            throw YamlFile.Refuse(file, 1, "the file must hold scrape_configs");
        }

        var issues = new IssueList(file);
        var section = new MappingReader(root, issues, Path.GetDirectoryName(file)!);
        foreach (ScrapeConfiguration job in ScrapeSection.Read(section, global))
        {
            if (jobs.Exists(known => known.JobName == job.JobName))
            {
                section.Error("scrape_configs", $"found multiple scrape configs with job name \"{job.JobName}\"");
            }

            jobs.Add(job);
        }

        section.Finish("a file of scrape_config_files");
        return issues.Issues;
    }

    private static List<string> Patterns(MappingReader section, string key)
    {
        var files = new List<string>();
        foreach (string file in section.Texts(key))
        {
            int star = file.IndexOf('*', StringComparison.Ordinal);
            if (star >= 0 && file.IndexOf('/', star) >= 0)
            {
                section.Error(key, $"invalid path of {key} \"{file}\": * may stand in its last part only");
            }

            files.Add(Path.GetFullPath(file, section.Directory));
        }

        return files;
    }

    private static StorageConfiguration Storage(MappingReader? section)
    {
        if (section is null)
        {
            return new StorageConfiguration();
        }

        MappingReader? tsdb = section.Mapping("tsdb");
        MappingReader? retention = tsdb?.Mapping("retention");
        MappingReader? exemplars = section.Mapping("exemplars");
        var storage = new StorageConfiguration
        {
            OutOfOrderWindow = tsdb?.Duration("out_of_order_time_window") ?? TimeSpan.Zero,
            RetentionTime = retention?.Duration("time"),
            RetentionSize = retention?.Size("size"),
            MaxExemplars = exemplars?.Count("max_exemplars"),
        };
        tsdb?.Unsupported("stale_series_compaction_threshold");
        retention?.Unsupported("percentage");
        retention?.Finish("retention");
        tsdb?.Finish("tsdb");
        exemplars?.Finish("exemplars");
        section.Finish("storage");
        return storage;
    }
}
