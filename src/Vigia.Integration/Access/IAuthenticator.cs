namespace Vigia.Integration.Access;

/// <summary>
/// Tells who a caller is. Counts every attempt in <c>auth_attempts_total</c> and each refusal in its metric, and logs
/// why. Thread safe.
/// </summary>
internal interface IAuthenticator
{
    ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken);
}
