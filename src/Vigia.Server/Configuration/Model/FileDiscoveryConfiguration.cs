namespace Vigia.Server.Configuration.Model;

/// <summary>An element of <c>file_sd_configs</c>.</summary>
/// <param name="Patterns">Files, ending in .json, .yml or .yaml; the last part may hold one <c>*</c>.</param>
/// <param name="RefreshInterval">How often they are read also without a sign of change.</param>
internal sealed record FileDiscoveryConfiguration(IReadOnlyList<string> Patterns, TimeSpan RefreshInterval);
