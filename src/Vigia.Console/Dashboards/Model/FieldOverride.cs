using System.Text.Json;

namespace Vigia.Console.Dashboards.Model;

/// <summary>Settings for some fields only.</summary>
/// <param name="Matcher">Which fields.</param>
/// <param name="Properties">Paths such as <c>unit</c> or <c>custom.lineWidth</c> and their values.</param>
internal sealed record FieldOverride(FieldMatcher Matcher, IReadOnlyList<KeyValuePair<string, JsonElement>> Properties);
