namespace Vigia.Peers.Load;

/// <summary>One client with its own connection.</summary>
internal interface ISender : IAsyncDisposable
{
    /// <summary>Completes when the server has acknowledged the message as durable; throws where it refused it.</summary>
    Task SendAsync();
}
