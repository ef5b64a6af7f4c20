using System.Collections.Concurrent;
using Vigia.Integration.Admission;

namespace Vigia.Testing.Mqtt;

/// <summary>Takes note of what it is given and answers as the test says.</summary>
internal sealed class FakeIntake : IMessageIntake
{
    public Func<IncomingMessage, ValueTask<IntakeResult>> Answer { get; set; } =
        static message => new(new IntakeResult { Outcome = IntakeOutcome.Accepted, MessageId = message.Id ?? "msg_1" });

    public ConcurrentQueue<IncomingMessage> Messages { get; } = [];

    public ConcurrentQueue<(IncomingMessage Message, IntakeResult Refusal)> Refused { get; } = [];

    public ValueTask<IntakeResult> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        Messages.Enqueue(message);
        return Answer(message);
    }

    public IntakeResult Refuse(IncomingMessage message, IntakeResult refusal)
    {
        Refused.Enqueue((message, refusal));
        return refusal;
    }

    public static ValueTask<IntakeResult> Result(IntakeOutcome outcome, string? error = null) => new(new IntakeResult { Outcome = outcome, Error = error });
}
