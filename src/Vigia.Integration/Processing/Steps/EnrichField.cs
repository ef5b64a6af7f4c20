using System.Text.Json.Nodes;
using Vigia.Integration.Processing.Mapping;

namespace Vigia.Integration.Processing.Steps;

/// <summary>One field that a step sets.</summary>
/// <param name="Path">The property's path from the root.</param>
/// <param name="Source">Makes the value, a new node each time; null sets nothing.</param>
internal sealed record EnrichField(IReadOnlyList<string> Path, Func<RenderState, JsonNode?> Source);
