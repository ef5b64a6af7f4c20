using Vigia.Integration.Messages.Schemas;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Steps;

/// <summary>Refuses a payload that its JSON Schema does not allow.</summary>
internal sealed class ValidateStep(MessageSchema schema) : IProcessingStep
{
    private const int MaxErrorsTold = 5;

    public string Kind => "validate";

    public ValueTask<string?> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FieldError> errors = schema.Validate(context.Message.Payload.Span);
        if (errors.Count > 0)
        {
            string told = string.Join("; ", errors.Take(MaxErrorsTold).Select(static error => $"{error.Path}: {error.Message}"));
            throw new ProcessingException(
                "schema_violation", errors.Count > MaxErrorsTold ? $"{told}; and {errors.Count - MaxErrorsTold} more" : told, isTransient: false);
        }

        return default;
    }
}
