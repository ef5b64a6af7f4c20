using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Vigia.Hosting;

namespace Vigia.Doctor.Checks;

/// <summary>Whether the listeners' ports are free, or who has them.</summary>
internal sealed class PortCheck : IDoctorCheck
{
    public string Name => "ports";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (ConfiguredEndpoint endpoint in ConfiguredEndpoint.All(context.Configuration))
        {
            if (endpoint.EndPoint is not null)
            {
                yield return await ExamineAsync(endpoint, context.Time, cancellationToken);
            }
        }
    }

    private async Task<Finding> ExamineAsync(ConfiguredEndpoint endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        string what = $"{endpoint.Protocol} {endpoint.Address}:{endpoint.Port.ToString(CultureInfo.InvariantCulture)}";
        if (endpoint.Port == 0)
        {
            return new Finding(Name, FindingStatus.Ok, $"{endpoint.Protocol} takes a free port at each start");
        }

        try
        {
            using var socket = new Socket(endpoint.EndPoint!.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.ExclusiveAddressUse = true;
            socket.Bind(endpoint.EndPoint);
            return new Finding(Name, FindingStatus.Ok, what + " is free");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            string? owner = PortOwner.Find(endpoint.Port);
            if (owner is not null && owner.StartsWith("vigia ", StringComparison.Ordinal))
            {
                return new Finding(Name, FindingStatus.Ok, $"{what} is used by {owner}: it runs already{await ReadinessAsync(endpoint, time, cancellationToken)}");
            }

            return new Finding(
                Name,
                FindingStatus.Fail,
                $"{what} is in use{(owner is null ? " (by whom, only root can see)" : " by " + owner)}",
                $"Stop that program, or choose another port: {endpoint.Section}:Port.");
        }
        catch (SocketException exception)
        {
            return new Finding(
                Name,
                FindingStatus.Fail,
                $"{what} cannot be listened on: {exception.Message}",
                exception.SocketErrorCode == SocketError.AccessDenied
                    ? "Ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher one."
                    : $"Choose an address that this machine has: {endpoint.Section}:Address.");
        }
    }

    private static async Task<string> ReadinessAsync(ConfiguredEndpoint endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        if (endpoint.Protocol == "mqtt" || endpoint.IsTls)
        {
            return "";
        }

        using var client = new HttpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(endpoint.BaseAddress, "/health/ready"), timeout.Token);
            return response.IsSuccessStatusCode ? " and is ready" : $" and is not ready ({(int)response.StatusCode})";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return " and does not answer";
        }
    }
}
