namespace Vigia.Integration.Access.Jwt;

/// <summary>Who a token is for, or why it is refused and whose it was, where its signature proved that.</summary>
internal readonly record struct JwtOutcome(Identity? Identity, AuthenticationFailure Failure, string? Subject)
{
    public static JwtOutcome Refused(AuthenticationFailure failure, string? subject = null) => new(null, failure, subject);
}
