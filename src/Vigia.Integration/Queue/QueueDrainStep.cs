using Vigia.Integration.Lifecycle;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue.Operations;

namespace Vigia.Integration.Queue;

/// <summary>Waits until all that was handed to the writer is on disk, and copies the log into the database.</summary>
internal sealed class QueueDrainStep(QueueWriter writer, NoteBuffer notes) : IDrainStep
{
    public int Order => 300;

    public string Name => "queue";

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await notes.FlushAsync();
        await writer.MaintainAsync(static session => session.Checkpoint(truncate: true)).WaitAsync(cancellationToken);
    }
}
