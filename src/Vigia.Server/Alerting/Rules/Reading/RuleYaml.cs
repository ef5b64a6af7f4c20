using Vigia.Server.Configuration.Reading;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Alerting.Rules.Reading;

/// <summary>YAML as files of rules and of their tests use it: with merge keys (<c>&lt;&lt;: *anchor</c>); of several documents the first counts.</summary>
internal static class RuleYaml
{
    private const string MergeKey = "<<";

    /// <summary>The first document's mapping; an empty one where there is none.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">The path that errors name.</param>
    /// <param name="issues">Where a further document is warned of.</param>
    /// <exception cref="ConfigurationException">It is not YAML, or not a mapping.</exception>
    public static YamlMappingNode Read(string text, string path, IssueList issues)
    {
        YamlStream stream = YamlFile.Load(text, path);
        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" })
        {
            return new YamlMappingNode();
        }

        if (stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw YamlFile.Refuse(path, (int)stream.Documents[0].RootNode.Start.Line, "the file must hold a mapping, such as \"groups:\" or \"tests:\"");
        }

        if (stream.Documents.Count > 1)
        {
            issues.Warn(stream.Documents[1].RootNode, "only the first document of the file is read");
        }

        Merge(root, new HashSet<YamlNode>(ReferenceEqualityComparer.Instance));
        return root;
    }

    /// <summary>Gives each mapping the keys of those that it names by <c>&lt;&lt;</c> and does not have itself.</summary>
    private static void Merge(YamlNode node, HashSet<YamlNode> seen)
    {
        // An anchor may stand within itself; the reader bounds how deep the text nests.
        if (!seen.Add(node))
        {
            return;
        }

        switch (node)
        {
            case YamlSequenceNode sequence:
                foreach (YamlNode child in sequence.Children)
                {
                    Merge(child, seen);
                }

                break;
            case YamlMappingNode mapping:
                foreach (YamlNode child in mapping.Children.Values)
                {
                    Merge(child, seen);
                }

                Take(mapping);
                break;
        }
    }

    private static void Take(YamlMappingNode mapping)
    {
        YamlNode? key = mapping.Children.Keys.FirstOrDefault(static name => name is YamlScalarNode { Value: MergeKey, Style: ScalarStyle.Plain });
        if (key is null)
        {
            return;
        }

        YamlNode value = mapping.Children[key];
        YamlMappingNode[] sources = value switch
        {
            YamlMappingNode single => [single],
            YamlSequenceNode several => [.. several.Children.OfType<YamlMappingNode>()],
            _ => [],
        };
        if (sources.Length == 0)
        {
            // Stays as an unknown key, which is reported with its line.
            return;
        }

        mapping.Children.Remove(key);
        foreach (YamlMappingNode source in sources)
        {
            foreach ((YamlNode name, YamlNode content) in source.Children)
            {
                if (!mapping.Children.ContainsKey(name))
                {
                    mapping.Children.Add(name, content);
                }
            }
        }
    }
}
