using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Vigia.Testing;

namespace Vigia.Peers.Alerts;

/// <summary>A webhook on a free loopback port that answers 200 and counts the groups it was told of.</summary>
internal sealed class NoticeSink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, bool> _groups = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _wanted = int.MaxValue;
    private Task _taking = Task.CompletedTask;

    private NoticeSink(int port) => Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    public Uri Address { get; }

    public int Count => _groups.Count;

    public static NoticeSink Start()
    {
        var sink = new NoticeSink(ExternalProcess.FreePort());
        sink._listener.Prefixes.Add(sink.Address.ToString());
        sink._listener.Start();
        sink._taking = sink.TakeAsync();
        return sink;
    }

    /// <summary>Waits until so many groups were told of.</summary>
    public Task UntilAsync(int groups, TimeSpan most)
    {
        Volatile.Write(ref _wanted, groups);
        Note();
        return _enough.Task.WaitAsync(most, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _taking;
        _listener.Close();
    }

    private async Task TakeAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using JsonDocument body = await JsonDocument.ParseAsync(context.Request.InputStream);
                _groups[body.RootElement.GetProperty("groupKey").GetString()!] = true;
                context.Response.StatusCode = 200;
                context.Response.Close();
                Note();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Stopped.
                return;
            }
        }
    }

    private void Note()
    {
        if (_groups.Count >= Volatile.Read(ref _wanted))
        {
            _enough.TrySetResult();
        }
    }
}
