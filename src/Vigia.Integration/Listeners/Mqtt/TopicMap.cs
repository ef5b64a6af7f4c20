using Microsoft.Extensions.Options;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>Tells the message type and the partition key of a topic. Thread safe.</summary>
internal sealed class TopicMap(IOptions<MqttOptions> options)
{
    private readonly TopicPattern[] _patterns = [.. options.Value.Topics.Select(static rule => new TopicPattern(rule))];

    /// <summary>False: no rule fits.</summary>
    public bool TryMap(string topic, out string type, out string? key)
    {
        if (_patterns.Length == 0)
        {
            (type, key) = (topic.Replace('/', '.'), null);
            return true;
        }

        string[] levels = topic.Split('/');
        foreach (TopicPattern pattern in _patterns)
        {
            if (pattern.TryMap(levels, out type, out key))
            {
                return true;
            }
        }

        (type, key) = ("", null);
        return false;
    }
}
