using Vigia.Model.Labels;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Matching;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads matchers: <c>matchers</c>, and the mappings of old beside it.</summary>
internal static class MatcherSection
{
    /// <summary>All of a section, in Alertmanager's order.</summary>
    public static IReadOnlyList<LabelMatcher> Read(MappingReader section, string listKey, string equalKey, string regexKey)
    {
        var matchers = new List<LabelMatcher>();
        foreach ((string name, string value, YamlNode node) in section.Pairs(equalKey))
        {
            Add(matchers, section, node, () => [MatcherText.Create(MatchKind.Equal, Checked(name), value)]);
        }

        foreach ((string name, string value, YamlNode node) in section.Pairs(regexKey))
        {
            // Alertmanager writes these with their anchors into the keys of groups, by which others know an incident again.
            Add(matchers, section, node, () => [MatcherText.Create(MatchKind.Regex, Checked(name), $"^(?:{value})$")]);
        }

        if (section.Find(listKey) is YamlSequenceNode list)
        {
            foreach (YamlNode item in list)
            {
                Add(matchers, section, item, () => item is YamlScalarNode { Value: { } text } ? MatcherText.ParseMany(text)
                    : throw new MatcherTextException($"an element of {listKey} must be a text such as severity=\"critical\""));
            }
        }
        else if (section.Find(listKey) is { } other)
        {
            section.Issues.Error(other, $"{listKey} must be a list");
        }

        matchers.Sort(MatcherOrder.Instance);
        return matchers;
    }

    private static string Checked(string name) => name.Length > 0 ? name : throw new MatcherTextException("a matcher without label name");

    private static void Add(List<LabelMatcher> matchers, MappingReader section, YamlNode at, Func<IReadOnlyList<LabelMatcher>> read)
    {
        try
        {
            matchers.AddRange(read());
        }
        catch (MatcherTextException exception)
        {
            section.Issues.Error(at, exception.Message);
        }
    }
}
