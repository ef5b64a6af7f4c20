namespace Vigia.Integration.Access;

internal static class AuthenticationFailureExtensions
{
    /// <summary>The label value and the log's word.</summary>
    public static string Reason(this AuthenticationFailure failure) => failure switch
    {
        AuthenticationFailure.Missing => "missing",
        AuthenticationFailure.Malformed => "malformed",
        AuthenticationFailure.UnknownKey => "unknown_key",
        AuthenticationFailure.Revoked => "revoked",
        AuthenticationFailure.Expired => "expired",
        AuthenticationFailure.NotYetValid => "not_yet_valid",
        AuthenticationFailure.BadSignature => "bad_signature",
        AuthenticationFailure.ForbiddenAlgorithm => "forbidden_algorithm",
        AuthenticationFailure.UnknownSigningKey => "unknown_signing_key",
        AuthenticationFailure.WrongIssuer => "wrong_issuer",
        AuthenticationFailure.WrongAudience => "wrong_audience",
        AuthenticationFailure.ProtocolNotAllowed => "protocol_not_allowed",
        AuthenticationFailure.TooManyFailures => "too_many_failures",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a failure."),
    };

    /// <summary>Whether it points to forgery or probing, not to a stale or misused credential.</summary>
    public static bool IsSecurityError(this AuthenticationFailure failure) => failure is
        AuthenticationFailure.Malformed or
        AuthenticationFailure.UnknownKey or
        AuthenticationFailure.BadSignature or
        AuthenticationFailure.ForbiddenAlgorithm or
        AuthenticationFailure.UnknownSigningKey;
}
