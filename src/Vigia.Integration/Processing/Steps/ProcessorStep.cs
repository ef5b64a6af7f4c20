using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Steps;

/// <summary>Calls a processor of an extension assembly.</summary>
internal sealed class ProcessorStep(IMessageProcessor processor) : IProcessingStep
{
    public string Kind => "processor";

    public async ValueTask<string?> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        ProcessingResult result = await processor.ProcessAsync(context.Message, cancellationToken);
        if (result.Payload is { } payload)
        {
            context.Replace(payload);
            context.Check();
        }

        return result.FilteredBecause;
    }
}
