using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Access.Keys;
using Vigia.Integration.Lifecycle;
using Vigia.Testing;

namespace Vigia.Integration.Tests.Access;

/// <summary>The access part alone, on a real Kestrel with two end points behind it.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private WebApplication? _app;

    public string DataPath => _directory["data"];

    public CapturedLogs Logs { get; } = new();

    public List<CreatedApiKey> Announced { get; } = [];

    public ServiceMetrics Metrics => Services.GetRequiredService<ServiceMetrics>();

    public IServiceProvider Services => _app!.Services;

    public IAuthenticator Authenticator => Services.GetRequiredService<IAuthenticator>();

    public HttpClient Client { get; } = new();

    public string this[string file] => _directory[file];

    public static async Task<AccessHost> StartAsync(
        Action<AccessHost, Dictionary<string, string?>>? configure = null, TimeProvider? time = null, bool announce = true)
    {
        var host = new AccessHost();
        var settings = new Dictionary<string, string?> { ["Data:Path"] = host.DataPath, ["Access:KeyRefresh"] = "00:00:00.050" };
        configure?.Invoke(host, settings);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddProvider(host.Logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<MetricRegistry>().AddSingleton<ServiceMetrics>();
        builder.Services.AddOptions<DataOptions>().BindConfiguration("Data");
        builder.Services.AddSingleton<DrainState>();
        builder.AddAccess();
        if (announce)
        {
            builder.Services.AddSingleton(new FirstKeyAnnouncement(host.Announced.Add));
        }

        WebApplication app = builder.Build();
        app.MapPost("/send", static context => context.Response.WriteAsync(context.GetIdentity().Subject)).RequireScope(Scopes.Send);
        RouteGroup(app);
        await app.StartAsync();
        host._app = app;
        host.Client.BaseAddress = new Uri(app.Urls.First());
        return host;
    }

    public ValueTask<AuthenticationResult> TryAsync(string? secret, string protocol = "http") =>
        Authenticator.AuthenticateAsync(new Credentials(protocol, secret, "192.0.2.7"), CancellationToken.None);

    public CreatedApiKey CreateKey(ApiKeyRequest request)
    {
        using ApiKeys keys = ApiKeys.Open(DataPath);
        return keys.Create(request);
    }

    /// <summary>Waits for what another connection changed to be seen here; there is no signal for it, by design.</summary>
    public async Task<AuthenticationResult> TryUntilAsync(string secret, AuthenticationFailure expected)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            AuthenticationResult result = await TryAsync(secret);
            if (result.Failure == expected || TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
            {
                return result;
            }

            await Task.Delay(20);
        }
    }

    public double Attempts(bool success) => Metrics.AuthAttempts.WithLabels(success ? "true" : "false").Value;

    public double Denied(string reason, string protocol = "http") => Metrics.AccessDenied.WithLabels(protocol, reason).Value;

    public double SecurityErrors(string type) => Metrics.SecurityErrors.WithLabels(type).Value;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _directory.Dispose();
    }

    private static void RouteGroup(WebApplication app)
    {
        var group = app.MapGroup("/read").RequireScope(Scopes.ReadMessages);
        group.MapGet("/actor", (HttpContext context) => context.GetActor());
        group.MapPost("/body", (Payload payload) => payload.Text).RequireScope(Scopes.EraseMessages);
    }

    internal sealed record Payload(string Text);
}
