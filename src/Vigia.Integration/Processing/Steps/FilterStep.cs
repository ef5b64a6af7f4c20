using Vigia.Integration.Processing.Mapping;

namespace Vigia.Integration.Processing.Steps;

/// <summary>Lets only messages through that fit a condition.</summary>
internal sealed class FilterStep(Condition condition) : IProcessingStep
{
    public string Kind => "filter";

    public ValueTask<string?> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        bool fits = condition.IsMet(new RenderState(context.Payload, context.Message));
        return new ValueTask<string?>(fits ? null : $"does not fit {condition.Text}");
    }
}
