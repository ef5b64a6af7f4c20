using System.Security.Cryptography;
using System.Text;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Vigia.Integration.Access;

namespace Vigia.Integration.Listeners.Mqtt;

/// <content>The first packet: who is it, and may it come in.</content>
internal sealed partial class MqttConnection
{
    private const int MaxClientIdLength = 256;

    /// <returns>False: the connection ends here.</returns>
    private async Task<bool> ConnectAsync()
    {
        if (await ReadAsync(MaxConnectBytes) is not { } frame)
        {
            // Nothing at all was sent: a probe of the port.
            return false;
        }

        if (frame.Type != MqttPacketType.Connect)
        {
            throw MqttProtocolException.Error($"The first packet is a {frame.Type} packet, not CONNECT.");
        }

        MqttConnectPacket packet;
        try
        {
            packet = _decoder.DecodeConnect(frame);
        }
        catch (MqttProtocolException exception) when (exception.Reason is MqttReason.UnsupportedProtocolVersion or MqttReason.ClientIdentifierNotValid)
        {
            // In the form of 3.1.1, which clients of every version understand.
            MqttPacketWriter.ConnAck(_output, version5: false, exception.Reason);
            await FlushAsync();
            throw;
        }

        _clientId = packet.ClientId;
        if (Refusal(packet) is { } refusal)
        {
            Fail("refused", refusal.Message);
            return await RefuseAsync(refusal.Reason);
        }

        string? password = packet.Password is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        AuthenticationResult result = await _services.Authenticator.AuthenticateAsync(
            new Credentials(MqttListener.Name, password, _remoteAddress), _ending.Token);
        if (result.Identity is not { } identity)
        {
            return await RefuseAsync(MqttReason.BadUserNameOrPassword);
        }

        if (!identity.Has(Scopes.Send))
        {
            _services.Access.MissingScope(MqttListener.Name, identity, Scopes.Send, _remoteAddress);
            return await RefuseAsync(MqttReason.NotAuthorized);
        }

        await WelcomeAsync(packet, identity);
        return true;
    }

    private (MqttReason Reason, string Message)? Refusal(MqttConnectPacket packet)
    {
        if (_services.Drain.IsDraining)
        {
            return (MqttReason.ServerUnavailable, "The module stops.");
        }

        if (_decoder.IsVersion5 && !string.IsNullOrEmpty(packet.AuthenticationMethod))
        {
            return (MqttReason.BadAuthenticationMethod, "Enhanced authentication is not supported.");
        }

        // A will is never published, but one that could not be must be refused (MQTT 5, sections 3.2.2.3.4 and 3.2.2.3.5).
        if (_decoder.IsVersion5 && packet.WillFlag && packet.WillQoS > MqttQualityOfServiceLevel.AtLeastOnce)
        {
            return (MqttReason.QosNotSupported, "A will with QoS 2.");
        }

        if (_decoder.IsVersion5 && packet.WillFlag && packet.WillRetain)
        {
            return (MqttReason.RetainNotSupported, "A retained will.");
        }

        return packet.ClientId is null || (packet.ClientId.Length <= MaxClientIdLength && !packet.ClientId.Any(char.IsControl))
            ? null
            : (MqttReason.ClientIdentifierNotValid, "A client id of more than 256 characters, or with control characters.");
    }

    private async Task WelcomeAsync(MqttConnectPacket packet, Identity identity)
    {
        string? assigned = string.IsNullOrEmpty(packet.ClientId) ? "auto-" + RandomNumberGenerator.GetHexString(16, lowercase: true) : null;
        _clientId = assigned ?? packet.ClientId;
        _acknowledgements = new MqttAcknowledgements(
            _output,
            _decoder.IsVersion5,
            _services.Options.MaxInFlight,
            onUnacknowledged: () =>
            {
                _sendsNoReason = true;
                End(MqttReason.ServerUnavailable);
            },
            onFailure: OnFailure,
            onWriting: Writing);

        // MQTT 5, section 3.1.2.10: one and a half times the keep-alive time; 0 means none.
        _idleTimeout = packet.KeepAlivePeriod == 0 ? 0 : (long)(packet.KeepAlivePeriod * 1.5 * _services.Time.TimestampFrequency);
        _tellsWhy = _decoder.IsVersion5 && packet.RequestProblemInformation;

        // Before the client knows that it is in: else a second connection that it opens at once could come first here.
        _identity = identity;
        _connections.Enter(this, identity.Subject, _clientId);
        MqttPacketWriter.ConnAck(
            _output,
            _decoder.IsVersion5,
            MqttReason.Success,
            new MqttConnectAnswer(_services.Options.MaxInFlight, _services.MaxPacketBytes, assigned));
        await FlushAsync();
        _services.Monitor.Accepted(_clientId, identity.Subject, _decoder.IsVersion5 ? 5 : 4, _remoteAddress);
    }

    private void OnFailure(Exception exception)
    {
        if (exception is not (IOException or ObjectDisposedException))
        {
            _services.Monitor.InternalError(exception, _clientId, _remoteAddress);
        }

        Abort();
    }

    private async Task<bool> RefuseAsync(MqttReason reason)
    {
        MqttPacketWriter.ConnAck(_output, _decoder.IsVersion5, reason);
        await FlushAsync();
        return false;
    }
}
