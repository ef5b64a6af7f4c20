using System.Text.Json.Serialization;

namespace Vigia.Model.Health;

/// <summary>The JSON of health answers: snake_case names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModuleHealth))]
public sealed partial class HealthJsonContext : JsonSerializerContext;
