using System.Net;
using System.Text.Json;

namespace Vigia.Server.Modules;

/// <summary>Turns the module's error answers (RFC 9457) into errors that a page can show.</summary>
internal static class ModuleProblem
{
    private const int MaxText = 2_000;
    private const int MaxFields = 100;

    /// <param name="status">The answer's status.</param>
    /// <param name="body">The answer's body, which may be anything where something else than the module answered.</param>
    public static ModuleError Read(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        (string? detail, string? code, Dictionary<string, string> fields) = Parse(body);
        ModuleErrorKind kind = KindOf(status);
        return new ModuleError
        {
            Kind = kind,
            Status = (int)status,
            Code = code,
            Fields = fields,
            Message = kind switch
            {
                ModuleErrorKind.Unauthorized =>
                    "The module does not accept the monitor's key. 'vigia key list' shows the keys; 'vigia key rotate' makes a new one.",
                ModuleErrorKind.Forbidden when detail is null => "The monitor's key lacks a scope that this needs.",
                _ => detail ?? FormattableString.Invariant($"The module answered {(int)status}."),
            },
        };
    }

    private static ModuleErrorKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ModuleErrorKind.Unauthorized,
        HttpStatusCode.Forbidden => ModuleErrorKind.Forbidden,
        HttpStatusCode.NotFound => ModuleErrorKind.NotFound,
        HttpStatusCode.Conflict => ModuleErrorKind.Conflict,
        HttpStatusCode.PreconditionFailed => ModuleErrorKind.Changed,
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ModuleErrorKind.Busy,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ModuleErrorKind.Invalid,
        _ => ModuleErrorKind.Failed,
    };

    private static (string? Detail, string? Code, Dictionary<string, string> Fields) Parse(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement problem = document.RootElement;
            if (problem.ValueKind != JsonValueKind.Object)
            {
                return (null, null, fields);
            }

            if (problem.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty error in errors.EnumerateObject().Take(MaxFields))
                {
                    fields[error.Name] = Short(error.Value) ?? "";
                }
            }

            return (Text(problem, "detail") ?? Text(problem, "title"), Text(problem, "code"), fields);
        }
        catch (JsonException)
        {
            // Not the module's: a proxy's page, or nothing at all. The status says enough.
            return (null, null, fields);
        }
    }

    private static string? Text(JsonElement problem, string name) => problem.TryGetProperty(name, out JsonElement value) ? Short(value) : null;

    private static string? Short(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text ? text[..Math.Min(text.Length, MaxText)] : null;
}
