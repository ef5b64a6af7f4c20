using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vigia.Console.Dashboards.Json;
using Vigia.Console.Dashboards.Layout;
using Vigia.Console.Dashboards.Library;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Server.Access;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Endpoints;

/// <summary>What pages ask while a dashboard is open: a panel's data, and the variables with the layout they make.</summary>
internal sealed class PanelEndpoints(PanelQueries panels, DashboardScreens screens, DashboardLibrary library)
{
    public async Task QueryAsync(HttpContext context)
    {
        PanelRequest request = await RequestAsync(context);
        PanelAnswer answer = await panels.AnswerAsync(request, context.RequestAborted);
        await PanelAnswerWriter.WriteAsync(DashboardHandler.Begin(context), answer, context.RequestAborted);
    }

    public async Task VariablesAsync(HttpContext context)
    {
        PanelRequest request = await RequestAsync(context);
        Dashboard dashboard = library.Find(request.Dashboard)?.Dashboard
            ?? throw new PanelRequestException($"There is no dashboard '{request.Dashboard}'.", StatusCodes.Status404NotFound);
        DashboardScreen screen = await screens.ReadAsync(dashboard, request, context.RequestAborted);
        ApiJson json = DashboardHandler.Begin(context);
        VariablesWriter.Write(json, screen.Variables, screen.Range, screen.Layout);
        await json.FlushAsync(context.RequestAborted);
    }

    private static async Task<PanelRequest> RequestAsync(HttpContext context)
    {
        JsonElement body = await DashboardHandler.ReadAsync(context);
        return PanelRequest.Read(body) with { User = context.Caller()?.Name };
    }
}
