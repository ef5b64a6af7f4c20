using OpenTelemetry.Trace;

namespace Vigia.Integration.Lifecycle;

/// <summary>Sends the spans that still wait, last of all, so that those of the drain itself are among them.</summary>
internal sealed class TelemetryDrainStep(IServiceProvider services) : IDrainStep
{
    private const int FlushMilliseconds = 3000;

    public int Order => 400;

    public string Name => "telemetry";

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        if (services.GetService(typeof(TracerProvider)) is TracerProvider provider)
        {
            // It blocks until the spans are out, so it gets a thread that nothing else needs.
            await Task.Run(() => provider.ForceFlush(FlushMilliseconds), cancellationToken);
        }
    }
}
