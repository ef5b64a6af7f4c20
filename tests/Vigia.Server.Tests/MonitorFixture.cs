using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Access.Users;
using Vigia.Server.Tests.Access;
using Vigia.Testing;

namespace Vigia.Server.Tests;

/// <summary>A monitor on a free loopback port with data of its own.</summary>
internal sealed class MonitorFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;

    private readonly bool _ownsFolder;

    private MonitorFixture(TemporaryDirectory folder, bool ownsFolder, WebApplication app, string firstToken, string? firstPassword)
    {
        _folder = folder;
        _ownsFolder = ownsFolder;
        App = app;
        AdminToken = firstToken;
        FirstPassword = firstPassword;
        Address = new Uri(app.Urls.First());
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    /// <summary>What the first start made.</summary>
    public string AdminToken { get; }

    /// <summary>Of the user "admin", which the first start makes; null where it was not the first.</summary>
    public string? FirstPassword { get; }

    public UserDirectory Users => App.Services.GetRequiredService<UserDirectory>();

    public SessionDirectory Sessions => App.Services.GetRequiredService<SessionDirectory>();

    public IAuditTrail Audit => App.Services.GetRequiredService<IAuditTrail>();

    public ApiTokens Tokens => App.Services.GetRequiredService<ApiTokens>();

    /// <param name="map">Adds endpoints.</param>
    /// <param name="time">The clock.</param>
    /// <param name="config">The <c>prometheus.yml</c>.</param>
    /// <param name="settings">Settings over the defaults.</param>
    /// <param name="data">A folder that outlives the monitor, for another one to start on.</param>
    /// <param name="build">Adds services.</param>
    public static async Task<MonitorFixture> StartAsync(
        Action<WebApplication>? map = null,
        TimeProvider? time = null,
        string config = "global: {}\n",
        IReadOnlyDictionary<string, string?>? settings = null,
        TemporaryDirectory? data = null,
        Action<WebApplicationBuilder>? build = null)
    {
        TemporaryDirectory folder = data ?? new TemporaryDirectory();
        string? token = null;
        string? password = null;
        await File.WriteAllTextAsync(folder[MonitorHost.ConfigFileName], config);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = folder.Path,
            ["Monitor:Port"] = "0",
            ["Monitor:Instrumentation:Logging:Path"] = "",
            ["Monitor:Instrumentation:Logging:Stdout"] = "Off",
        }).AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build();
        WebApplication app = await MonitorHost.BuildAsync(folder.Path, folder.Path, configuration, builder =>
        {
            builder.Services.AddSingleton(new FirstTokenAnnouncement(created => token = created.Secret));
            builder.Services.AddSingleton(new FirstUserAnnouncement(created => password = created.Password));

            // Enough for everything but resisting a guesser.
            builder.Services.AddSingleton(new PasswordHashing(iterations: 100));
            if (time is not null)
            {
                builder.Services.AddSingleton(time);
            }

            build?.Invoke(builder);
        });
        map?.Invoke(app);
        await app.StartAsync();
        return new MonitorFixture(folder, data is null, app, token ?? "", password);
    }

    /// <summary>A new token, known to the running monitor.</summary>
    public string Create(string name, string[] scopes, TimeSpan? lifetime = null)
    {
        string secret = Tokens.Create(name, scopes, lifetime).Secret;
        return secret;
    }

    /// <summary>A user with a password that need not be changed.</summary>
    public Task<User> AddUserAsync(string name, UserRole role, string password) => Users.AddAsync(name, role, password, mustChange: false, Actor.System);

    /// <summary>Logs a user in.</summary>
    public async Task<Browser> LoginAsync(string name, string password)
    {
        var browser = new Browser(Address);
        using HttpResponseMessage answer = await browser.LoginAsync(name, password);
        return browser.HasSession ? browser : throw new InvalidOperationException($"The login of {name} led to {answer.Headers.Location}.");
    }

    /// <summary>A user of this role who is logged in.</summary>
    public async Task<Browser> LoginAsAsync(UserRole role, string? name = null)
    {
        name ??= AccessRoles.Name(role) + "-user";
        await AddUserAsync(name, role, Browser.Password);
        return await LoginAsync(name, Browser.Password);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }
    }
}
