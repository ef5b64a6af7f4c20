using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Sources;

/// <summary>
/// Finds the files that hold: those that <c>rule_files</c> names, and the user's of the overlay folder, which take the place of those of the same file name
/// and otherwise stand beside them. Safe from any thread.
/// </summary>
internal sealed class RuleSourceReader(string overlay, RuleFileReader reader)
{
    private static readonly string[] Extensions = [".yml", ".yaml"];

    /// <summary>The folder of the user's files.</summary>
    public string Overlay => overlay;

    /// <summary>The files now, unread: for whoever watches them.</summary>
    public IEnumerable<string> Files(MonitorConfiguration configuration) => Names(configuration, []).SelectMany(static file => new[] { file.Path, file.Shipped ?? file.Path }).Distinct(StringComparer.Ordinal);

    /// <summary>Reads all; what is refused is said, not thrown.</summary>
    public async Task<RuleSourceSet> ReadAsync(MonitorConfiguration configuration, CancellationToken cancellationToken)
    {
        var issues = new List<ConfigurationIssue>();
        var sources = new List<RuleSource>();
        foreach ((string name, string path, string? shipped) in Names(configuration, issues))
        {
            RuleSource source = await ReadAsync(new RuleSource { Name = name, Path = path, ShippedPath = shipped, IsOwn = path != shipped }, cancellationToken);
            sources.Add(source);
            issues.AddRange(source.Issues);
        }

        return new RuleSourceSet(sources, issues);
    }

    private async Task<RuleSource> ReadAsync(RuleSource source, CancellationToken cancellationToken)
    {
        try
        {
            RuleFile file = await reader.ReadFileAsync(source.Path, cancellationToken);
            return source with { File = file, Issues = file.Warnings };
        }
        catch (ConfigurationException exception)
        {
            return source with { Issues = exception.Issues };
        }
    }

    private List<(string Name, string Path, string? Shipped)> Names(MonitorConfiguration configuration, List<ConfigurationIssue> issues)
    {
        Dictionary<string, string> own = Own(issues);
        var names = new List<(string, string, string?)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pattern in configuration.RuleFiles)
        {
            foreach (string file in Find(pattern, configuration.Path, issues).Where(seen.Add))
            {
                // Where two folders have a file of this name, the user's lies over the first.
                string name = Path.GetFileName(file);
                names.Add((name, own.Remove(name, out string? over) ? over : file, file));
            }
        }

        names.AddRange(own.OrderBy(static file => file.Key, StringComparer.Ordinal).Select(static file => (file.Key, file.Value, (string?)null)));
        return names;
    }

    private static string[] Find(string pattern, string configuration, List<ConfigurationIssue> issues)
    {
        try
        {
            string[] files = [.. RuleFileNames.Find(pattern, "").Where(File.Exists).Select(Path.GetFullPath)];
            if (files.Length == 0)
            {
                issues.Add(new ConfigurationIssue(configuration, 1, $"rule_files: no file matches {pattern}", IsWarning: true));
            }

            return files;
        }
        catch (ConfigurationException exception)
        {
            issues.AddRange(exception.Issues);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            issues.Add(new ConfigurationIssue(configuration, 1, $"rule_files: {pattern}: {exception.Message}", IsWarning: false));
        }

        return [];
    }

    private Dictionary<string, string> Own(List<ConfigurationIssue> issues)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (Directory.Exists(overlay))
            {
                foreach (string file in Directory.EnumerateFiles(overlay).Where(static file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal)).Take(RuleFileNames.MaxFiles))
                {
                    own[Path.GetFileName(file)] = file;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            issues.Add(new ConfigurationIssue(overlay, 1, exception.Message, IsWarning: false));
        }

        return own;
    }
}
