using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Queue;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>What every connection uses. One instance.</summary>
internal sealed class MqttServices(
    IOptions<MqttOptions> options,
    IOptions<AdmissionOptions> admission,
    IAuthenticator authenticator,
    IMessageIntake intake,
    IMessageQueue queue,
    AccessMonitor access,
    TopicMap topics,
    DrainState drain,
    MqttMonitor monitor,
    TimeProvider time,
    ILogger<MqttConnection> logger)
{
    public MqttOptions Options { get; } = options.Value;

    public AdmissionOptions Admission { get; } = admission.Value;

    /// <summary>The limit in force.</summary>
    public int MaxPacketBytes { get; } =
        options.Value.MaxPacketBytes ?? admission.Value.MaxMessageBytes + Math.Max(64 * 1024, admission.Value.MaxEnvelopeBytes);

    public IAuthenticator Authenticator => authenticator;

    public IMessageIntake Intake => intake;

    public IMessageQueue Queue => queue;

    public AccessMonitor Access => access;

    public TopicMap Topics => topics;

    public DrainState Drain => drain;

    public MqttMonitor Monitor => monitor;

    public TimeProvider Time => time;

    public ILogger<MqttConnection> Logger => logger;
}
