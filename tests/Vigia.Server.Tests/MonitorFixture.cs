using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Server.Access.Tokens;
using Vigia.Testing;

namespace Vigia.Server.Tests;

/// <summary>A monitor on a free loopback port with data of its own.</summary>
internal sealed class MonitorFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;

    private MonitorFixture(TemporaryDirectory folder, WebApplication app, string firstToken)
    {
        _folder = folder;
        App = app;
        AdminToken = firstToken;
        Address = new Uri(app.Urls.First());
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    /// <summary>What the first start made.</summary>
    public string AdminToken { get; }

    public ApiTokens Tokens => App.Services.GetRequiredService<ApiTokens>();

    /// <param name="map">Maps further endpoints.</param>
    /// <param name="time">The clock.</param>
    /// <param name="config">The <c>prometheus.yml</c>.</param>
    /// <param name="settings">Settings over the defaults.</param>
    public static async Task<MonitorFixture> StartAsync(
        Action<WebApplication>? map = null, TimeProvider? time = null, string config = "global: {}\n", params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryDirectory();
        string? token = null;
        await File.WriteAllTextAsync(folder[MonitorHost.ConfigFileName], config);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = folder.Path,
            ["Monitor:Port"] = "0",
            ["Monitor:Instrumentation:Logging:Path"] = "",
            ["Monitor:Instrumentation:Logging:Stdout"] = "Off",
        }).AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        WebApplication app = await MonitorHost.BuildAsync(folder.Path, folder.Path, configuration, builder =>
        {
            builder.Services.AddSingleton(new FirstTokenAnnouncement(created => token = created.Secret));
            if (time is not null)
            {
                builder.Services.AddSingleton(time);
            }
        });
        map?.Invoke(app);
        await app.StartAsync();
        return new MonitorFixture(folder, app, token!);
    }

    /// <summary>A new token, known to the running monitor.</summary>
    public string Create(string name, string[] scopes, TimeSpan? lifetime = null)
    {
        string secret = Tokens.Create(name, scopes, lifetime).Secret;
        App.Services.GetRequiredService<TokenDirectory>().Refresh();
        return secret;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _folder.Dispose();
    }
}
