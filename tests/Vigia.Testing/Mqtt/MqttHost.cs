using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Keys;
using Vigia.Integration.Admission;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Listeners.Mqtt;
using Vigia.Integration.Queue;
using Vigia.Testing.Listeners;

namespace Vigia.Testing.Mqtt;

/// <summary>The MQTT listener with real access control, in front of an intake that the test plays.</summary>
internal sealed class MqttHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private WebApplication _app = null!;

    public FakeIntake Intake { get; } = new();

    public FakeQueue Queue { get; } = new();

    public CapturedLog Log { get; } = new();

    public string Key { get; private set; } = null!;

    public string DataPath => _directory["data"];

    public int Port => Server.EndPoint!.Port;

    public MqttServer Server => _app.Services.GetRequiredService<MqttServer>();

    public MqttConnections Connections => _app.Services.GetRequiredService<MqttConnections>();

    public ServiceMetrics Metrics => _app.Services.GetRequiredService<ServiceMetrics>();

    public TemporaryDirectory Directory => _directory;

    public string this[string file] => _directory[file];

    public static async Task<MqttHost> StartAsync(Action<MqttHost, Dictionary<string, string?>>? configure = null, TimeProvider? time = null)
    {
        var host = new MqttHost();
        var settings = new Dictionary<string, string?>
        {
            ["Data:Path"] = host.DataPath,
            ["Access:KeyRefresh"] = "00:00:00.050",
            ["Listeners:mqtt:Port"] = "0",
        };
        host.Key = host.CreateKey(new ApiKeyRequest { Name = "sender" }).Secret;
        configure?.Invoke(host, settings);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddProvider(host.Log).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<MetricRegistry>().AddSingleton<ServiceMetrics>();
        builder.Services.AddSingleton<IMessageIntake>(host.Intake).AddSingleton<IMessageQueue>(host.Queue);
        builder.Services.AddOptions<DataOptions>().BindConfiguration("Data");
        builder.Services.AddSingleton<DrainState>();
        builder.AddAccess();
        builder.Services.AddOptions<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section);
        new MqttListener().Add(builder);
        host._app = builder.Build();
        try
        {
            await host._app.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        return host;
    }

    public CreatedApiKey CreateKey(ApiKeyRequest request)
    {
        using ApiKeys keys = ApiKeys.Open(DataPath);
        return keys.Create(request);
    }

    public Task<RawMqttClient> OpenAsync() => RawMqttClient.OpenAsync(Port);

    /// <summary>A client that has been let in.</summary>
    public async Task<RawMqttClient> ConnectAsync(int version, string clientId = "c1", string? password = null, int keepAlive = 60)
    {
        RawMqttClient client = await OpenAsync();
        await client.SendAsync(RawMqttClient.Connect(version, clientId, password ?? Key, keepAlive));
        RawPacket connAck = await client.ReadAsync();
        return connAck is { Type: 2, Body: [_, 0, ..] }
            ? client
            : throw new InvalidOperationException($"Not let in: {connAck.Type} {Convert.ToHexString(connAck.Body)}");
    }

    public double Failures(string type) => Metrics.ConnectionErrors.WithLabels("mqtt", type).Value;

    public IDrainStep DrainStep => _app.Services.GetServices<IDrainStep>().OfType<MqttServer>().Single();

    public DrainState DrainState => _app.Services.GetRequiredService<DrainState>();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Dispose();
    }
}
