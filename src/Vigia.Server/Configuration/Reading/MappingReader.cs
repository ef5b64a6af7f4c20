using System.Globalization;
using Vigia.Model.Labels;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Configuration.Reading;

/// <summary>
/// Reads one mapping of a file: values by key, each with its place, so that every error names a line. What was not asked for is an error, or a
/// warning where Prometheus knows the key. Not thread-safe.
/// </summary>
internal sealed class MappingReader
{
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>A reader of one mapping.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="issues">Where errors go.</param>
    /// <param name="directory">What relative file names are relative to.</param>
    public MappingReader(YamlMappingNode node, IssueList issues, string directory) => (_node, Issues, Directory) = (node, issues, directory);

    public IssueList Issues { get; }

    public string Directory { get; }

    /// <summary>The mapping itself, for errors about the whole.</summary>
    public YamlNode Node => _node;

    /// <summary>The value under a key; null where there is none or it is empty.</summary>
    public YamlNode? Find(string key)
    {
        _known.Add(key);
        YamlNode? node = _node.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode name && name.Value == key).Value;
        return node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } ? null : node;
    }

    /// <summary>Whether the key is there, empty or not.</summary>
    public bool Has(string key) => _node.Children.Keys.Any(name => name is YamlScalarNode { Value: var value } && value == key);

    public void Error(string key, string reason) => Issues.Error(Find(key) ?? _node, reason);

    public string? Text(string key)
    {
        YamlNode? node = Find(key);
        if (node is YamlScalarNode scalar)
        {
            return scalar.Value;
        }

        if (node is not null)
        {
            Issues.Error(node, $"{key} must be a text");
        }

        return null;
    }

    public string Text(string key, string fallback) => Text(key) ?? fallback;

    /// <summary>A file name, made absolute.</summary>
    public string? FileName(string key) => Text(key) is { Length: > 0 } name ? Path.GetFullPath(name, Directory) : null;

    public bool? Boolean(string key)
    {
        string? text = Text(key);
        switch (text)
        {
            case null:
                return null;
            case "true" or "True" or "TRUE" or "yes" or "on":
                return true;
            case "false" or "False" or "FALSE" or "no" or "off":
                return false;
            default:
                Error(key, $"{key} must be true or false, not \"{text}\"");
                return null;
        }
    }

    /// <summary>A whole number that is not negative.</summary>
    public long? Count(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count <= int.MaxValue)
        {
            return count;
        }

        Error(key, $"{key} must be a whole number from 0 to {int.MaxValue}, not \"{text}\"");
        return null;
    }

    public ulong? Unsigned(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            return number;
        }

        Error(key, $"{key} must be a whole number, not \"{text}\"");
        return null;
    }

    public TimeSpan? Duration(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        if (DurationText.TryParse(text, out TimeSpan duration))
        {
            return duration;
        }

        Error(key, $"{key}: not a valid duration string: \"{text}\"; write for example 15s or 1h30m");
        return null;
    }

    public long? Size(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        if (SizeText.TryParse(text, out long bytes))
        {
            return bytes;
        }

        Error(key, $"{key}: not a valid size: \"{text}\"; write for example 10MB");
        return null;
    }

    /// <summary>An absolute http or https address.</summary>
    public Uri? Address(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.Host.Length > 0)
        {
            return address;
        }

        Error(key, $"{key}: not an absolute http or https address");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        if (choices.TryGetValue(text, out T choice))
        {
            return choice;
        }

        Error(key, $"{key}: unknown value \"{text}\"; known: {string.Join(", ", choices.Keys)}");
        return null;
    }

    public LabelPattern? Pattern(string key)
    {
        string? text = Text(key);
        if (text is null)
        {
            return null;
        }

        try
        {
            return LabelPattern.Parse(text);
        }
        catch (LabelPatternException exception)
        {
            Error(key, $"{key}: {exception.Message}");
            return null;
        }
    }

    /// <summary>The mapping under a key.</summary>
    public MappingReader? Mapping(string key)
    {
        YamlNode? node = Find(key);
        if (node is YamlMappingNode mapping)
        {
            return new MappingReader(mapping, Issues, Directory);
        }

        if (node is not null)
        {
            Issues.Error(node, $"{key} must be a mapping");
        }

        return null;
    }

    /// <summary>The mappings of a list.</summary>
    public IEnumerable<MappingReader> Mappings(string key)
    {
        foreach (YamlNode item in Items(key))
        {
            if (item is YamlMappingNode mapping)
            {
                yield return new MappingReader(mapping, Issues, Directory);
            }
            else
            {
                Issues.Error(item, $"an element of {key} must be a mapping");
            }
        }
    }

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (YamlNode item in Items(key))
        {
            if (item is YamlScalarNode { Value: { } text })
            {
                texts.Add(text);
            }
            else
            {
                Issues.Error(item, $"an element of {key} must be a text");
            }
        }

        return texts;
    }

    /// <summary>The texts of a mapping, with their nodes.</summary>
    public IReadOnlyList<(string Key, string Value, YamlNode Node)> Pairs(string key)
    {
        var pairs = new List<(string, string, YamlNode)>();
        YamlNode? node = Find(key);
        if (node is null)
        {
            return pairs;
        }

        if (node is not YamlMappingNode mapping)
        {
            Issues.Error(node, $"{key} must be a mapping");
            return pairs;
        }

        foreach ((YamlNode name, YamlNode value) in mapping.Children)
        {
            if (name is YamlScalarNode { Value: { } text } && value is YamlScalarNode scalar)
            {
                pairs.Add((text, scalar.Value ?? "", value));
            }
            else
            {
                Issues.Error(name, $"{key} must hold texts");
            }
        }

        return pairs;
    }

    /// <summary>Labels, with their names checked.</summary>
    public LabelSet Labels(string key, Func<string, string>? expand = null)
    {
        LabelSet labels = LabelSet.Empty;
        foreach ((string name, string value, YamlNode node) in Pairs(key))
        {
            if (name.Length == 0)
            {
                Issues.Error(node, $"{key}: a label has no name");
            }
            else
            {
                labels = labels.With(name, expand is null ? value : expand(value));
            }
        }

        return labels;
    }

    /// <summary>Names keys that Prometheus knows and this program does nothing with: a warning where one is there.</summary>
    public void Unsupported(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Find(key) is not null)
            {
                Issues.Warn(Key(key), $"{key} is known to Prometheus and has no effect here");
            }
        }
    }

    /// <summary>Names keys that another part of the program reads.</summary>
    public void ReadElsewhere(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            _known.Add(key);
        }
    }

    /// <summary>Reports the keys that nobody knows. To be called when all others were read.</summary>
    public void Finish(string where)
    {
        foreach (YamlNode node in _node.Children.Keys)
        {
            string key = node is YamlScalarNode scalar ? scalar.Value ?? "" : node.ToString();
            if (!_known.Contains(key))
            {
                string hint = NearestName.Find(key, _known) is { } nearest ? $"; did you mean {nearest}?" : "";
                Issues.Error(node, $"unknown key {key} in {where}{hint}");
            }
        }
    }

    private YamlNode Key(string key) => _node.Children.Keys.First(name => name is YamlScalarNode { Value: var value } && value == key);

    private IEnumerable<YamlNode> Items(string key)
    {
        YamlNode? node = Find(key);
        if (node is null)
        {
            return [];
        }

        if (node is YamlSequenceNode sequence)
        {
            return sequence.Children;
        }

        Issues.Error(node, $"{key} must be a list");
        return [];
    }
}
