using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.Server.Configuration.Reading;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Alerting.Rules.Reading;

/// <summary>Reads files of rules in Prometheus' format. All errors of a file are found at once, each with its line.</summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ and …/alerting_rules/.</remarks>
internal sealed class RuleFileReader(PromqlSyntaxOptions syntax)
{
    /// <summary>A reader that takes the stable language.</summary>
    public static readonly RuleFileReader Stable = new(PromqlSyntaxOptions.Stable);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public async Task<RuleFile> ReadFileAsync(string path, CancellationToken cancellationToken) =>
        Read(await YamlFile.ReadTextAsync(path, cancellationToken), path);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">The path that errors name; any text, no file is looked for.</param>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public RuleFile Read(string text, string path)
    {
        var issues = new IssueList(path);
        YamlMappingNode root = RuleYaml.Read(text, path, issues);
        // Rules name no files, so it does not matter what folder they stand in.
        var section = new MappingReader(root, issues, "");
        var groups = new List<RuleGroup>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (MappingReader group in section.Mappings("groups"))
        {
            groups.Add(ReadGroup(group, path, names));
        }

        section.Finish("the file of rules");
        return issues.HasErrors ? throw new ConfigurationException(issues.Issues) : new RuleFile { Path = path, Groups = groups, Warnings = issues.Issues };
    }

    private RuleGroup ReadGroup(MappingReader section, string path, HashSet<string> names)
    {
        string name = section.Text("name", "");
        if (name.Length == 0)
        {
            section.Issues.Error(section.Node, "Groupname must not be empty");
        }
        else if (!names.Add(name))
        {
            section.Issues.Error(section.Node, $"groupname: \"{name}\" is repeated in the same file");
        }

        IReadOnlyList<(string Name, string Value, YamlNode Node)> labels = section.Pairs("labels");
        foreach ((string label, _, YamlNode node) in labels)
        {
            RuleSection.CheckLabelName(label, node, section.Issues, $"group {QuotedText.Quote(name)}");
        }

        var rules = new List<Rule>();
        int number = 0;
        foreach (MappingReader rule in section.Mappings("rules"))
        {
            if (new RuleSection(rule, name, ++number, syntax).Read(labels) is { } read)
            {
                rules.Add(read);
            }
        }

        var group = new RuleGroup
        {
            File = path,
            Name = name,
            Line = (int)section.Node.Start.Line,
            Interval = section.Duration("interval") is { } interval && interval > TimeSpan.Zero ? interval : null,
            Limit = (int)(section.Count("limit") ?? 0),
            QueryOffset = section.Duration("query_offset"),
            Rules = rules,
        };
        section.Finish($"group {QuotedText.Quote(name)}");
        return group;
    }
}
