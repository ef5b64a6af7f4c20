using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>
/// Takes messages in over MQTT 3.1.1 and 5 with QoS 0 and 1. It is an intake, not a broker: nothing is handed on to
/// subscribers, nothing is retained, no session outlives its connection and no will is published.
/// </summary>
internal sealed class MqttListener : IProtocolListener
{
    public const string Name = "mqtt";

    public string Protocol => Name;

    public void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<MqttOptions>().BindConfiguration(MqttOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<MqttOptions>, MqttOptionsValidator>();
        builder.Services.AddSingleton<TopicMap>();
        builder.Services.AddSingleton<MqttMonitor>();
        builder.Services.AddSingleton<MqttServices>();
        builder.Services.AddSingleton<MqttConnections>();
        builder.Services.AddSingleton<MqttServer>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<MqttServer>());
        builder.Services.AddSingleton<IDrainStep>(static services => services.GetRequiredService<MqttServer>());
    }

    /// <summary>Nothing to map: MQTT has a port of its own.</summary>
    public void Map(WebApplication app)
    {
    }
}
