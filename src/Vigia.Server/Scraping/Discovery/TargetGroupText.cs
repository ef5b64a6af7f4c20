using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Scraping.Discovery;

/// <summary>Reads lists of target groups: <c>[{"targets": ["a:1"], "labels": {"b": "c"}}]</c>, in JSON or YAML.</summary>
internal static class TargetGroupText
{
    /// <summary>Reads YAML, of which JSON is a part.</summary>
    /// <param name="text">The list.</param>
    /// <param name="source">What errors name.</param>
    /// <param name="sourceLabel">The label that names the source on each group.</param>
    /// <exception cref="ConfigurationException">It is not such a list.</exception>
    public static IReadOnlyList<TargetGroup> ReadYaml(string text, string source, Label sourceLabel)
    {
        YamlNode root = YamlFile.Parse(text, source);
        if (root is YamlMappingNode { Children.Count: 0 })
        {
            return [];
        }

        var issues = new IssueList(source);
        var groups = new List<TargetGroup>();
        if (root is not YamlSequenceNode list)
        {
            throw YamlFile.Refuse(source, (int)root.Start.Line, "must be a list of target groups");
        }

        foreach (YamlNode node in list)
        {
            if (node is not YamlMappingNode mapping)
            {
                issues.Error(node, "a target group must be a mapping");
                continue;
            }

            var section = new MappingReader(mapping, issues, "/");
            groups.Add(new TargetGroup(section.Texts("targets"), section.Labels("labels").With(sourceLabel.Name, sourceLabel.Value)));
            section.Finish("a target group");
        }

        return issues.HasErrors ? throw new ConfigurationException(issues.Issues) : groups;
    }

    /// <summary>Reads JSON.</summary>
    /// <exception cref="JsonException">It is not such a list.</exception>
    public static IReadOnlyList<TargetGroup> ReadJson(ReadOnlyMemory<byte> json, Label sourceLabel)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("must be a list of target groups");
        }

        var groups = new List<TargetGroup>();
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            var addresses = new List<string>();
            LabelSet labels = LabelSet.Empty;
            if (element.TryGetProperty("targets", out JsonElement targets))
            {
                addresses.AddRange(targets.EnumerateArray().Select(static target => target.GetString() ?? throw new JsonException("a target must be a text")));
            }

            if (element.TryGetProperty("labels", out JsonElement given) && given.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty label in given.EnumerateObject())
                {
                    labels = labels.With(label.Name, label.Value.GetString() ?? "");
                }
            }

            groups.Add(new TargetGroup(addresses, labels.With(sourceLabel.Name, sourceLabel.Value)));
        }

        return groups;
    }
}
