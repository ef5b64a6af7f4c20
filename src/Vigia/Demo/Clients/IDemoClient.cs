using Vigia.Demo.Traffic;

namespace Vigia.Demo.Clients;

/// <summary>A sender over one protocol, with connections of its own. Thread safe.</summary>
internal interface IDemoClient : IAsyncDisposable
{
    string Protocol { get; }

    /// <summary>Takes one turn and waits for the module's answer. A refusal or a broken connection is a result, not an exception.</summary>
    Task<SendResult> SendAsync(Shot shot, CancellationToken cancellationToken);
}
