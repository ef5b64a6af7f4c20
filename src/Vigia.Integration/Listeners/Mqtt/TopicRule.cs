namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>Topics of one kind. The first rule whose pattern fits counts.</summary>
internal sealed class TopicRule
{
    /// <summary>A topic filter (MQTT 5, section 4.7): <c>+</c> stands for one level, <c>#</c> at the end for any number of them.</summary>
    public string Topic { get; set; } = "";

    /// <summary>
    /// The message type, in which <c>{0}</c>, <c>{1}</c> … stand for the topic's levels, counted from 0, and <c>{*}</c>
    /// for what <c>#</c> stands for, joined with dots. Null: all levels joined with dots.
    /// </summary>
    public string? Type { get; set; }

    /// <summary>The partition key, in the same way. Null: the message's own, or none.</summary>
    public string? Key { get; set; }
}
