using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Vigia.Instrumentation.Health;

/// <summary>Answers <c>/health</c> and the probes below it from the board, without waiting for any check.</summary>
internal sealed class HealthEndpoints
{
    private const string DraftMediaType = "application/health+json";
    private const string JsonMediaType = "application/json; charset=utf-8";

    private readonly HealthBoard _board;
    private readonly HealthOptions _options;
    private readonly HealthJson _json;
    private readonly HealthDraftJson _draft;
    private readonly ReadinessState _readiness;
    private readonly LivenessMonitor _liveness;

    public HealthEndpoints(
        HealthBoard board,
        IOptions<VigiaInstrumentationOptions> options,
        HealthJson json,
        HealthDraftJson draft,
        ReadinessState readiness,
        LivenessMonitor liveness)
    {
        _board = board;
        _options = options.Value.Health;
        _json = json;
        _draft = draft;
        _readiness = readiness;
        _liveness = liveness;
    }

    /// <summary><c>GET /health</c>: the guide's object, with <c>?details=true</c> or <c>?details=redis,kafka</c> each check's details.</summary>
    public Task HealthAsync(HttpContext context)
    {
        if (Refuse(context))
        {
            return RefusedAsync(context, "This answer needs no credentials, so it is given on this machine only. Set Instrumentation:Health:AllowRemote to change that.");
        }

        context.Response.Headers.Vary = HeaderNames.Accept;
        HealthStatus status = _board.Status;
        if (PrefersDraft(context.Request))
        {
            Begin(context, StatusCodeFor(status), DraftMediaType);
            bool withChecks = _options.MaySeeDetails(context);
            return SendAsync(context, writer => _draft.Write(writer, status, withChecks));
        }

        if (!TryReadDetails(context.Request, out bool wanted, out List<string>? names))
        {
            Begin(context, StatusCodes.Status400BadRequest, JsonMediaType);
            return SendAsync(context, writer => HealthJson.WriteError(
                writer, "details: is neither true, false nor a list of dependencies. Known ones: " + string.Join(", ", _json.ServiceNames) + "."));
        }

        if (wanted && !_options.MaySeeDetails(context))
        {
            return RefusedAsync(context, "Details of the checks are not shown to this caller.");
        }

        Begin(context, StatusCodeFor(status), JsonMediaType);
        return SendAsync(context, writer => _json.WriteHealth(writer, status, wanted, names));
    }

    /// <summary>The guide's object with every check's details, whatever the state with status 200, for callers that the end point itself has let through.</summary>
    public Task DetailsAsync(HttpContext context)
    {
        HealthStatus status = _board.Status;
        Begin(context, StatusCodes.Status200OK, JsonMediaType);
        return SendAsync(context, writer => _json.WriteHealth(writer, status, details: true, names: null));
    }

    /// <summary>Alive: no watched loop stands still.</summary>
    public Task LiveAsync(HttpContext context) => ProbeAsync(context, static (endpoints, reasons) =>
    {
        foreach (string loop in endpoints._liveness.SilentLoops())
        {
            reasons.Add($"{loop} stands still");
        }
    });

    /// <summary>Ready for work: started, not draining, and nothing that the service cannot do without is unhealthy.</summary>
    public Task ReadyAsync(HttpContext context) => ProbeAsync(context, static (endpoints, reasons) =>
    {
        if (!endpoints._readiness.IsStarted)
        {
            reasons.Add("starting");
        }

        if (endpoints._readiness.IsDraining)
        {
            reasons.Add("draining");
        }

        for (int i = 0; i < endpoints._board.Count; i++)
        {
            CheckRecord record = endpoints._board[i];
            if (record.Effect == HealthStatus.Unhealthy)
            {
                reasons.Add(record.Trail.CheckedAt is null ? $"{record.Name} is not checked yet" : $"{record.Name} is unhealthy");
            }
        }
    });

    /// <summary>Started: the start-up work is complete.</summary>
    public Task StartupAsync(HttpContext context) => ProbeAsync(context, static (endpoints, reasons) =>
    {
        if (!endpoints._readiness.IsStarted)
        {
            reasons.Add("starting");
        }
    });

    private Task ProbeAsync(HttpContext context, Action<HealthEndpoints, List<string>> examine)
    {
        if (Refuse(context))
        {
            return RefusedAsync(context, "This answer needs no credentials, so it is given on this machine only. Set Instrumentation:Health:AllowRemote to change that.");
        }

        List<string> reasons = [];
        examine(this, reasons);
        Begin(context, reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, JsonMediaType);
        return SendAsync(context, writer => _json.WriteProbe(writer, reasons));
    }

    private bool Refuse(HttpContext context) => !_options.AllowRemote && !RequestOrigin.IsLoopback(context);

    private static Task RefusedAsync(HttpContext context, string error)
    {
        Begin(context, StatusCodes.Status403Forbidden, JsonMediaType);
        return SendAsync(context, writer => HealthJson.WriteError(writer, error));
    }

    private static int StatusCodeFor(HealthStatus status) =>
        status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;

    private bool TryReadDetails(HttpRequest request, out bool wanted, out List<string>? names)
    {
        wanted = false;
        names = null;
        StringValues values = request.Query["details"];
        if (values.Count == 0)
        {
            return true;
        }

        string text = values.ToString();
        if (bool.TryParse(text, out wanted))
        {
            return true;
        }

        wanted = true;
        names = [.. text.Split(',', StringSplitOptions.TrimEntries)];
        return names.TrueForAll(_json.ServiceNames.Contains);
    }

    private static bool PrefersDraft(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted))
        {
            return false;
        }

        double draft = 0;
        double json = 0;
        foreach (MediaTypeHeaderValue type in accepted)
        {
            double quality = type.Quality ?? 1;
            if (type.MediaType.Equals(DraftMediaType, StringComparison.OrdinalIgnoreCase))
            {
                draft = quality;
            }
            else if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            {
                json = quality;
            }
        }

        return draft > 0 && draft >= json;
    }

    private static void Begin(HttpContext context, int statusCode, string contentType)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
    }

    private static async Task SendAsync(HttpContext context, Action<System.Text.Json.Utf8JsonWriter> write)
    {
        await using (var writer = new System.Text.Json.Utf8JsonWriter(context.Response.BodyWriter, HealthJson.WriterOptions))
        {
            write(writer);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
