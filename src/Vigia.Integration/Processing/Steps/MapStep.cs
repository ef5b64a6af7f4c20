using Vigia.Integration.Processing.Mapping;

namespace Vigia.Integration.Processing.Steps;

/// <summary>Makes a new payload from a template.</summary>
internal sealed class MapStep(MappingTemplate template) : IProcessingStep
{
    public string Kind => "map";

    public ValueTask<string?> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        context.Replace(template.Render(context.Payload, context.Message));
        return default;
    }
}
