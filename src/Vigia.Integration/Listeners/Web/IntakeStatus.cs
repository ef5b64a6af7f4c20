using Microsoft.AspNetCore.Http;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Web;

/// <summary>HTTP's words for what became of a message.</summary>
internal static class IntakeStatus
{
    public static int Of(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Accepted or IntakeOutcome.Replayed => StatusCodes.Status202Accepted,
        IntakeOutcome.InFlight => StatusCodes.Status409Conflict,
        IntakeOutcome.KeyReused or IntakeOutcome.SchemaViolation => StatusCodes.Status422UnprocessableEntity,
        IntakeOutcome.Malformed => StatusCodes.Status400BadRequest,
        IntakeOutcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        IntakeOutcome.Forbidden => StatusCodes.Status403Forbidden,
        IntakeOutcome.RateLimited => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static string TitleOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad Request",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status408RequestTimeout => "Request Timeout",
        StatusCodes.Status409Conflict => "Conflict",
        StatusCodes.Status413PayloadTooLarge => "Content Too Large",
        StatusCodes.Status415UnsupportedMediaType => "Unsupported Media Type",
        StatusCodes.Status422UnprocessableEntity => "Unprocessable Content",
        StatusCodes.Status429TooManyRequests => "Too Many Requests",
        StatusCodes.Status503ServiceUnavailable => "Service Unavailable",
        _ => "Internal Server Error",
    };

    /// <summary>Which of two refusals says more about a batch: what ails the module or the sender comes before what ails a message.</summary>
    public static int Weight(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Unavailable => 7,
        IntakeOutcome.RateLimited => 6,
        IntakeOutcome.Forbidden => 5,
        IntakeOutcome.TooLarge => 4,
        IntakeOutcome.KeyReused or IntakeOutcome.SchemaViolation => 3,
        IntakeOutcome.InFlight => 2,
        _ => 1,
    };
}
