using System.Diagnostics.Tracing;

namespace Vigia.Instrumentation.Tests.Tracing;

/// <summary>Counts the connections that this process opens, from the runtime's own events.</summary>
internal sealed class ConnectionCounter : EventListener
{
    private int _connections;

    public int Connections => Volatile.Read(ref _connections);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Sockets")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == "ConnectStart")
        {
            Interlocked.Increment(ref _connections);
        }
    }
}
