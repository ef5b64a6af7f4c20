namespace Vigia.Integration.Access;

/// <summary>Why credentials were refused: for the log and the metrics, never for the caller.</summary>
internal enum AuthenticationFailure
{
    None,
    Missing,
    Malformed,
    UnknownKey,
    Revoked,
    Expired,
    NotYetValid,
    BadSignature,
    ForbiddenAlgorithm,
    UnknownSigningKey,
    WrongIssuer,
    WrongAudience,
    ProtocolNotAllowed,
    TooManyFailures,
}
