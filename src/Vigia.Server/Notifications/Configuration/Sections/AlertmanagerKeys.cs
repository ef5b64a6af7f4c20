using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>What the sections of an <c>alertmanager.yml</c> have in common.</summary>
internal static class AlertmanagerKeys
{
    /// <summary>Names keys that Alertmanager knows and this program does nothing with: a warning where one is there.</summary>
    public static void WithoutEffect(this MappingReader section, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (section.Find(key) is not null)
            {
                YamlNode name = ((YamlMappingNode)section.Node).Children.Keys.First(node => node is YamlScalarNode { Value: { } value } && value == key);
                section.Issues.Warn(name, $"{key} is known to Alertmanager and has no effect here");
            }
        }
    }

    /// <summary>A secret: in the file, in one of its own, or as <c>${NAME}</c> in the environment.</summary>
    public static SecretText? Secret(this MappingReader section, string key, string fileKey)
    {
        string? value = section.Text(key);
        string? file = section.FileName(fileKey);
        if (value is not null && file is not null)
        {
            section.Error(fileKey, $"at most one of {key} & {fileKey} must be configured");
        }

        if (value is ['$', '{', .. var name, '}'])
        {
            value = Environment.GetEnvironmentVariable(name);
            if (value is null)
            {
                section.Error(key, $"{key}: the environment variable {name} is not set");
                value = "";
            }
        }

        return value is null && file is null ? null : new SecretText(value, file);
    }

    /// <summary>The texts under a key that holds a mapping.</summary>
    public static Dictionary<string, string> TextMap(this MappingReader section, string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value, _) in section.Pairs(key))
        {
            texts[name] = value;
        }

        return texts;
    }

    /// <summary>The texts under some keys, with what holds where one is not there.</summary>
    public static Dictionary<string, string> TextsOf(this MappingReader section, params ReadOnlySpan<(string Key, string Fallback)> keys)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string fallback) in keys)
        {
            // An empty text is one: it takes the default's place.
            texts[key] = section.Has(key) ? section.Text(key) ?? "" : fallback;
        }

        return texts;
    }
}
