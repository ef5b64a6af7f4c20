using Vigia.Model.Messages;

namespace Vigia.Model.Processing;

/// <summary>
/// A step in code. Build a class library that references Vigia.Model, name its assembly under
/// <c>Processing:Assemblies</c> and the processor's <see cref="Name"/> in a route's steps.
/// One instance serves all workers at once, so it must be thread safe; it needs a public constructor without parameters.
/// A message is processed at least once: a processor with effects of its own must bear repeats of the same <see cref="Message.Id"/>.
/// </summary>
public interface IMessageProcessor
{
    /// <summary>The name that routes use; unique, at most 64 characters.</summary>
    string Name { get; }

    /// <summary>Processes one message.</summary>
    /// <param name="message">The message, its payload as the steps before left it.</param>
    /// <param name="cancellationToken">Set when the attempt's time is over or the module drains.</param>
    /// <returns>Whether to go on, with which payload.</returns>
    /// <exception cref="ProcessingException">The step failed; says whether trying again can help. Any other exception counts as transient.</exception>
    ValueTask<ProcessingResult> ProcessAsync(Message message, CancellationToken cancellationToken);
}
