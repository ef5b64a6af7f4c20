using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Vigia.Console.Dashboards.Json;
using Vigia.Console.Dashboards.Layout;
using Vigia.Console.Dashboards.Library;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Sharing;
using Vigia.Server.Access;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Endpoints;

/// <summary>What pages ask while a dashboard is open: a panel's data, and the variables with the layout they make.</summary>
internal sealed class PanelEndpoints(SharedAnswers answers, DashboardScreens screens, DashboardLibrary library)
{
    public async Task QueryAsync(HttpContext context)
    {
        byte[] body = await DashboardHandler.ReadRequestAsync(context);
        PanelRequest request = Read(context, body);
        bool isCompressed = TakesGzip(context.Request);
        var key = new SharedAnswerKey(Encoding.UTF8.GetString(body), library.Find(request.Dashboard)?.Dashboard, isCompressed);
        EncodedAnswer answer = await answers.AnswerAsync(key, request, context.RequestAborted);
        HttpResponse response = context.Response;
        response.ContentType = "application/json";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (isCompressed)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentLength = answer.Bytes.Length;
        await response.Body.WriteAsync(answer.Bytes, context.RequestAborted);
    }

    public async Task VariablesAsync(HttpContext context)
    {
        PanelRequest request = Read(context, await DashboardHandler.ReadRequestAsync(context));
        Dashboard dashboard = library.Find(request.Dashboard)?.Dashboard
            ?? throw new PanelRequestException($"There is no dashboard '{request.Dashboard}'.", StatusCodes.Status404NotFound);
        DashboardScreen screen = await screens.ReadAsync(dashboard, request, context.RequestAborted);
        ApiJson json = DashboardHandler.Begin(context);
        VariablesWriter.Write(json, screen.Variables, screen.Range, screen.Layout);
        await json.FlushAsync(context.RequestAborted);
    }

    private static PanelRequest Read(HttpContext context, byte[] body)
    {
        using JsonDocument document = DashboardHandler.Parse(body);

        // The definition is looked at after the document has gone.
        return PanelRequest.Read(document.RootElement.Clone()) with { User = context.Caller()?.Name };
    }

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding is { Count: > 0 } accepted
        && accepted.Any(static one => one.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);
}
