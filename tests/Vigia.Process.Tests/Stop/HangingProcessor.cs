using System.Text.Json;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Process.Tests.Stop;

/// <summary>
/// An extension as it should not be: makes the file that the payload's <c>began</c> names, and never comes back, whatever
/// its token says. Where the payload's <c>hangs</c> names no file, it goes on at once.
/// </summary>
public sealed class HangingProcessor : IMessageProcessor
{
    public string Name => "hanging";

    public async ValueTask<ProcessingResult> ProcessAsync(Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using JsonDocument payload = JsonDocument.Parse(message.Payload);
        await File.WriteAllTextAsync(payload.RootElement.GetProperty("began").GetString()!, "", CancellationToken.None);
        if (File.Exists(payload.RootElement.GetProperty("hangs").GetString()))
        {
            await new TaskCompletionSource().Task;
        }

        return ProcessingResult.ContinueWith(message.Payload);
    }
}
