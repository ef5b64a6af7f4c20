namespace Vigia.Peers.Load;

/// <summary>N clients that send a given number of messages among them, each its next only after the last was acknowledged.</summary>
internal static class FixedCount
{
    public static Task SendAsync(IReadOnlyList<ISender> senders, int messages)
    {
        int left = messages;
        return Task.WhenAll(senders.Select(sender => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await sender.SendAsync();
            }
        })));
    }
}
