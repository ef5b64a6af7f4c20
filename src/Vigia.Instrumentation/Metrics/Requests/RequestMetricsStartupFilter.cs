using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Vigia.Instrumentation.Metrics.Requests;

/// <summary>Puts the measuring of requests before everything else, so that it sees what every other part does.</summary>
internal sealed class RequestMetricsStartupFilter(ServiceMetrics metrics) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var middleware = new RequestMetricsMiddleware(metrics);
        app.Use(inner => context => middleware.InvokeAsync(context, inner));
        next(app);
    };
}
