namespace Vigia.Server.Configuration.Model;

/// <summary><c>basic_auth</c>.</summary>
internal sealed record BasicAuthConfiguration(SecretText Username, SecretText Password);
