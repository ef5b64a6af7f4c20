using System.Text;
using Vigia.Integration.Messages.Schemas;
using Vigia.Integration.Processing.Extensions;
using Vigia.Integration.Processing.Mapping;
using Vigia.Integration.Processing.Steps;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Routes;

/// <summary>Makes a step from its settings.</summary>
internal static class StepCompiler
{
    private static readonly string[] Kinds = ["validate", "map", "enrich", "filter", "processor"];

    /// <summary>Null where something is wrong, which <paramref name="errors"/> then says.</summary>
    public static async Task<IProcessingStep?> CompileAsync(
        string place, StepOptions options, ProcessorCatalog processors, RouteFiles files, ICollection<string> errors, CancellationToken cancellationToken)
    {
        if (options.Kind is null || !Kinds.Contains(options.Kind, StringComparer.Ordinal))
        {
            errors.Add($"{place}: Kind: must be one of {string.Join(", ", Kinds)}.");
            return null;
        }

        place = $"{place} ({options.Kind})";
        CheckStrangers(place, options, errors);
        string? field = null;
        try
        {
            switch (options.Kind)
            {
                case "validate":
                    field = nameof(StepOptions.Schema);
                    string schemaPath = Required(options.Schema);
                    string schema = Encoding.UTF8.GetString(await files.ReadAsync(schemaPath, cancellationToken));
                    return new ValidateStep(await MessageSchema.ParseAsync(files.Resolve(schemaPath), schema, cancellationToken));
                case "map":
                    field = nameof(StepOptions.Template);
                    return new MapStep(MappingTemplate.Parse(await files.ReadAsync(Required(options.Template), cancellationToken)));
                case "enrich":
                    return await EnrichCompiler.CompileAsync(place, options.Set, files, errors, cancellationToken);
                case "filter":
                    field = nameof(StepOptions.Path);
                    string path = Required(options.Path);
                    field = nameof(StepOptions.Op);
                    string op = Required(options.Op);
                    field = null;
                    return new FilterStep(Condition.Create(path, op, options.Value, [.. options.Values]));
                default:
                    field = nameof(StepOptions.Name);
                    return new ProcessorStep(FindProcessor(Required(options.Name), processors));
            }
        }
        catch (Exception exception) when (exception is MappingSyntaxException or SchemaException)
        {
            errors.Add(field is null ? $"{place}: {exception.Message}" : $"{place}: {field}: {exception.Message}");
            return null;
        }
    }

    private static IMessageProcessor FindProcessor(string name, ProcessorCatalog processors) =>
        processors.Find(name) ?? throw new MappingSyntaxException(processors.Names.Count == 0
            ? $"there is no processor '{name}': Processing:Assemblies names no assembly that has processors."
            : $"there is no processor '{name}'; there are {string.Join(", ", processors.Names.Order(StringComparer.Ordinal))}.");

    private static string Required(string? value) =>
        string.IsNullOrEmpty(value) ? throw new MappingSyntaxException("is missing.") : value;

    private static void CheckStrangers(string place, StepOptions options, ICollection<string> errors)
    {
        foreach ((string field, string kind, bool isSet) in new[]
        {
            (nameof(StepOptions.Schema), "validate", options.Schema is not null),
            (nameof(StepOptions.Template), "map", options.Template is not null),
            (nameof(StepOptions.Set), "enrich", options.Set.Count > 0),
            (nameof(StepOptions.Path), "filter", options.Path is not null),
            (nameof(StepOptions.Op), "filter", options.Op is not null),
            (nameof(StepOptions.Value), "filter", options.Value is not null),
            (nameof(StepOptions.Values), "filter", options.Values.Count > 0),
            (nameof(StepOptions.Name), "processor", options.Name is not null),
        })
        {
            if (isSet && options.Kind != kind)
            {
                errors.Add($"{place}: {field}: belongs to '{kind}'.");
            }
        }
    }
}
