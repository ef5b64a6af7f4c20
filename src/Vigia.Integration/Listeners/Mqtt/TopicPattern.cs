using System.Globalization;
using System.Text;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>A <see cref="TopicRule"/>, ready for use. Immutable.</summary>
internal sealed class TopicPattern
{
    private readonly string[] _levels;
    private readonly bool _hasRest;
    private readonly string? _type;
    private readonly string? _key;

    /// <exception cref="FormatException">The rule is wrong; the message says how.</exception>
    public TopicPattern(TopicRule rule)
    {
        string[] levels = rule.Topic.Split('/');
        _hasRest = levels[^1] == "#";
        _levels = _hasRest ? levels[..^1] : levels;
        if (rule.Topic.Length == 0)
        {
            throw new FormatException("Topic is empty");
        }

        if (_levels.Any(static level => level != "+" && level.AsSpan().ContainsAny('+', '#')))
        {
            throw new FormatException($"Topic \"{rule.Topic}\": + stands for a whole level, and # only at the end");
        }

        _type = Check("Type", rule.Type);
        _key = Check("Key", rule.Key);
    }

    /// <summary>Whether the topic fits, and then its type and key.</summary>
    public bool TryMap(string[] topic, out string type, out string? key)
    {
        if (!Fits(topic))
        {
            (type, key) = ("", null);
            return false;
        }

        type = _type is null ? string.Join('.', topic) : Fill(_type, topic);
        key = _key is null ? null : Fill(_key, topic);
        return true;
    }

    private bool Fits(string[] topic)
    {
        if (_hasRest ? topic.Length < _levels.Length : topic.Length != _levels.Length)
        {
            return false;
        }

        for (int i = 0; i < _levels.Length; i++)
        {
            if (_levels[i] != "+" && !string.Equals(_levels[i], topic[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private string? Check(string field, string? template)
    {
        if (template is null)
        {
            return null;
        }

        // Tried once with a topic of the least length that fits, so that a template never fails later.
        try
        {
            Fill(template, [.. Enumerable.Repeat("x", _levels.Length)]);
            return template;
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{field} \"{template}\": {exception.Message}", exception);
        }
    }

    private string Fill(string template, string[] topic)
    {
        var text = new StringBuilder(template.Length + 16);
        int position = 0;
        while (position < template.Length)
        {
            int open = template.IndexOf('{', position);
            if (open < 0)
            {
                break;
            }

            int close = template.IndexOf('}', open);
            string name = close < 0 ? throw new FormatException("{ without }") : template[(open + 1)..close];
            text.Append(template, position, open - position);
            if (name == "*" && _hasRest)
            {
                text.AppendJoin('.', topic.Skip(_levels.Length));
            }
            else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int level) && level < _levels.Length)
            {
                text.Append(topic[level]);
            }
            else
            {
                throw new FormatException($"{{{name}}} names no level of the topic before #");
            }

            position = close + 1;
        }

        return text.Append(template, position, template.Length - position).ToString();
    }
}
