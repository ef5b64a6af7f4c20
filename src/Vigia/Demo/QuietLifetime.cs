using Microsoft.Extensions.Hosting;

namespace Vigia.Demo;

/// <summary>Leaves the process' signals alone: the demo handles them itself, to stop its clients before the module.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
