namespace Vigia.Console.Dashboards.Templating;

/// <summary>A place in a text where a variable stands: <c>$name</c>, <c>${name.field:format}</c> or <c>[[name:format]]</c>.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Field">What follows the first point; "" where there is none.</param>
/// <param name="Format">What follows the first colon; null where there is none.</param>
/// <param name="Quote">The quotation mark that the place is within, in PromQL; 0 outside.</param>
internal readonly record struct TemplateReference(string Name, string Field, string? Format, char Quote);
