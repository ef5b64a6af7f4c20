namespace Vigia.Supervision;

/// <summary>
/// Ties a child to its supervisor: the supervisor holds the other end of the child's standard input, so its end, by whatever cause, is the end of
/// that stream, and the child stops in good order.
/// </summary>
internal static class SupervisorLink
{
    /// <summary>What the supervisor writes to pass on a SIGHUP.</summary>
    public const byte Hangup = (byte)'H';

    /// <param name="stop">Done when the supervisor is gone or closes the stream.</param>
    /// <param name="hangUp">Done when it passes on a SIGHUP.</param>
    public static void Watch(Action stop, Action hangUp)
    {
        // A pipe's read cannot be awaited without holding a pool thread, so it gets a thread of its own.
        var thread = new Thread(() =>
        {
            using Stream input = System.Console.OpenStandardInput();
            Span<byte> one = stackalloc byte[1];
            while (input.Read(one) > 0)
            {
                if (one[0] == Hangup)
                {
                    hangUp();
                }
            }

            stop();
        })
        {
            IsBackground = true,
            Name = "supervisor",
        };
        thread.Start();
    }
}
