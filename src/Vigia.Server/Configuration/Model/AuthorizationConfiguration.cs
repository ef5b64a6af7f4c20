namespace Vigia.Server.Configuration.Model;

/// <summary><c>authorization</c>, and <c>bearer_token</c> of old.</summary>
internal sealed record AuthorizationConfiguration(string Type, SecretText Credentials);
