using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Vigia.Doctor.Checks;

/// <summary>Whether the servers that the module watches can be reached. What is not configured is not connected to.</summary>
internal sealed class DependencyCheck : IDoctorCheck
{
    private const int KafkaPort = 9092;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    public string Name => "dependencies";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool any = false;
        foreach ((string server, EndPoint endPoint) in Servers(context))
        {
            any = true;
            string? reason = await WhyUnreachableAsync(endPoint, context.Time, cancellationToken);
            yield return reason is null
                ? new Finding(Name, FindingStatus.Ok, $"{server} at {Format(endPoint)} can be reached")
                : new Finding(
                    Name,
                    FindingStatus.Warn,
                    $"{server} at {Format(endPoint)} cannot be reached: {reason}",
                    $"Start it, or correct the address in Dependencies:{server}. The module takes messages without it.");
        }

        if (!any)
        {
            yield return new Finding(Name, FindingStatus.Ok, "none configured");
        }
    }

    private static IEnumerable<(string Server, EndPoint EndPoint)> Servers(DoctorContext context)
    {
        if (context.Configuration["Dependencies:Redis:ConnectionString"] is { Length: > 0 } redis && RedisEndPoints(redis) is { } endPoints)
        {
            foreach (EndPoint endPoint in endPoints)
            {
                yield return ("Redis", endPoint);
            }
        }

        string kafka = context.Configuration["Dependencies:Kafka:BootstrapServers"] ?? "";
        foreach (string server in kafka.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int colon = server.LastIndexOf(':');
            yield return int.TryParse(server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && colon > 0
                ? ("Kafka", new DnsEndPoint(server[..colon].Trim('[', ']'), port))
                : ("Kafka", new DnsEndPoint(server, KafkaPort));
        }
    }

    // What cannot be parsed is told by the options' own validator.
    private static IReadOnlyList<EndPoint>? RedisEndPoints(string connection)
    {
        try
        {
            var options = ConfigurationOptions.Parse(connection, ignoreUnknown: true);
            options.SetDefaultPorts();
            return [.. options.EndPoints];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static async Task<string?> WhyUnreachableAsync(EndPoint endPoint, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint, either.Token);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {ConnectTimeout.TotalSeconds:0} s");
        }
    }

    private static string Format(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port.ToString(CultureInfo.InvariantCulture)}",
        _ => endPoint.ToString()!,
    };
}
