using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Testing.Notifications;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>A webhook receiver that notes when each notice came.</summary>
internal sealed class TimelineReceiver : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan At, JsonObject Notice)> _notices = [];
    private readonly HttpReceiver _receiver;
    private readonly Stopwatch _clock;

    private TimelineReceiver(HttpReceiver receiver, Stopwatch clock)
    {
        (_receiver, _clock) = (receiver, clock);
        receiver.Answer = TakeAsync;
    }

    public Uri Address => _receiver.Address;

    public static async Task<TimelineReceiver> StartAsync(Stopwatch clock) => new(await HttpReceiver.StartAsync(), clock);

    /// <summary>The notices of each group, in order: the whole message but for the server's own address.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, string Notice)>> ByGroup()
    {
        lock (_lock)
        {
            return _notices.GroupBy(static entry => entry.Notice["groupKey"]!.GetValue<string>() + " " + entry.Notice["receiver"]!.GetValue<string>(), StringComparer.Ordinal)
                .ToDictionary(static group => group.Key, static group => (IReadOnlyList<(TimeSpan, string)>)[.. group.Select(static entry => (entry.At, Sorted(entry.Notice)))], StringComparer.Ordinal);
        }
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    private Task TakeAsync(ReceivedRequest request, Microsoft.AspNetCore.Http.HttpContext context)
    {
        TimeSpan at = _clock.Elapsed;
        lock (_lock)
        {
            _notices.Add((at, JsonNode.Parse(request.Body)!.AsObject()));
        }

        return Task.CompletedTask;
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject item => "{" + string.Join(",\n", item.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"\"{pair.Key}\":{Sorted(pair.Value)}")) + "}",
        JsonArray list => "[" + string.Join(",\n", list.Select(Sorted)) + "]",
        null => "null",
        _ => JsonSerializer.Serialize(node),
    };
}
