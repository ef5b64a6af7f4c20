using System.Collections;
using Vigia.Integration.Messages;
using Vigia.Model.Messages;

namespace Vigia.Integration.Processing;

/// <summary>The guide's log context of a message: <c>request_id</c>, <c>user_id</c>, <c>ip</c>, of those that are known.</summary>
internal sealed class MessageLogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _entries;

    public MessageLogScope(Message message)
    {
        _entries = [.. Known(message)];
    }

    public int Count => _entries.Length;

    public KeyValuePair<string, object?> this[int index] => _entries[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    public override string ToString() => string.Join(", ", _entries.Select(static entry => $"{entry.Key}={entry.Value}"));

    private static IEnumerable<KeyValuePair<string, object?>> Known(Message message)
    {
        if (message.Headers.TryGetValue(MessageHeaderNames.RequestId, out string? requestId))
        {
            yield return new("request_id", requestId);
        }

        if (message.UserId is { } userId)
        {
            yield return new("user_id", userId);
        }

        if (message.Headers.TryGetValue(MessageHeaderNames.RemoteAddress, out string? address))
        {
            yield return new("ip", address);
        }
    }
}
