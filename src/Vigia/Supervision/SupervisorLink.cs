namespace Vigia.Supervision;

/// <summary>
/// Ties a child to its supervisor: the supervisor holds the other end of the child's standard input, so its end, by whatever cause, is the end of
/// that stream, and the child stops in good order.
/// </summary>
internal static class SupervisorLink
{
    public static void Watch(Action stop)
    {
        // A pipe's read cannot be awaited without holding a pool thread, so it gets a thread of its own.
        var thread = new Thread(() =>
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[64];
            while (input.Read(ignored) > 0)
            {
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
