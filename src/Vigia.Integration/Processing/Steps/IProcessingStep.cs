namespace Vigia.Integration.Processing.Steps;

/// <summary>One step of a route. Immutable; one instance serves all workers.</summary>
internal interface IProcessingStep
{
    /// <summary>The kind's name in configuration.</summary>
    string Kind { get; }

    /// <summary>Changes the payload in <paramref name="context"/>, or says why the message goes no further.</summary>
    /// <returns>The reason where the message is filtered out, else null.</returns>
    /// <exception cref="Vigia.Model.Processing.ProcessingException">The step failed.</exception>
    ValueTask<string?> RunAsync(StepContext context, CancellationToken cancellationToken);
}
