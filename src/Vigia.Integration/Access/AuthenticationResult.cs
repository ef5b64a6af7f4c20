namespace Vigia.Integration.Access;

/// <summary>The caller, or why it was refused.</summary>
internal readonly record struct AuthenticationResult(Identity? Identity, AuthenticationFailure Failure);
