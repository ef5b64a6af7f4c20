namespace Vigia.Integration.Access.Http;

/// <summary>Metadata of an end point behind <see cref="ScopeEndpointExtensions.RequireScope"/>: a test finds open ones by its absence, the OpenAPI document names it.</summary>
internal sealed record RequiredScope(string Scope);
