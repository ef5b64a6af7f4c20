using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Vigia.Server.Tests.Access;

/// <summary>
/// Who may call which endpoint, as rows of method, route and rule, and the requests that prove it. The endpoints themselves are not run: behind the
/// gate stands a mark instead. Whoever maps more endpoints adds rows and, through <c>build</c> and <c>map</c>, what maps them.
/// </summary>
internal sealed partial class AccessTable(IReadOnlyList<AccessTable.Row> rows)
{
    /// <summary>What the mark answers.</summary>
    public const int Reached = 299;

    /// <summary>Reads lines such as <c>GET /ui/api/users admin</c>. The rule is a scope, <c>everybody</c>, <c>caller</c> or <c>loopback</c>.</summary>
    public static AccessTable Parse(string text) => new(
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => new Row(words[0], words[1], words[2])),
    ]);

    /// <summary>Puts the mark behind the gate; to be called before the monitor starts.</summary>
    public static void Mark(WebApplication app) => app.Use((HttpContext context, RequestDelegate _) =>
    {
        context.Response.StatusCode = Reached;
        return Task.CompletedTask;
    });

    /// <summary>Fails where an endpoint is mapped that has no row, and where a row has no endpoint. Files are left out: they are open to everybody.</summary>
    public void AssertComplete(WebApplication app)
    {
        string[] mapped =
        [
            .. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
                .Where(static endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method => $"{method} {Route(endpoint)}"))
                .Distinct().Order(StringComparer.Ordinal),
        ];
        string[] named = [.. rows.Select(row => $"{row.Method} {row.Route}")];
        string[] wrong = [.. mapped.Except(named).Select(static key => "no row: " + key), .. named.Except(mapped).Select(static key => "no endpoint: " + key)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    /// <summary>Calls every endpoint as one caller. It comes through a proxy, so that nothing is open to it for being near.</summary>
    /// <returns>Every row whose answer is not the one that the table asks for.</returns>
    public async Task<IReadOnlyList<string>> FindWrongAsync(Uri address, TableCaller caller, int number)
    {
        // An address for each, since many refusals of one are answered 429.
        using var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new System.Net.IPEndPoint(new System.Net.IPAddress([127, 0, 1, (byte)(number + 1)]), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = address };
        var wrong = new List<string>();
        foreach (Row row in rows)
        {
            using var request = new HttpRequestMessage(new HttpMethod(row.Method == "ANY" ? "POST" : row.Method), Parameter().Replace(row.Route, "x"));
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "192.0.2.7");

            // What takes JSON alone is not found by routing where the request does not say that it is.
            request.Content = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? null : new StringContent("{}", Encoding.UTF8, "application/json");
            if (caller.Site is { } site)
            {
                request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
            }

            if (caller.Token is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            if (caller.Session is { } session)
            {
                request.Headers.TryAddWithoutValidation("Cookie", "vigia_session=" + session);
            }

            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            int expected = caller.Expected(row.Rule, request.Method);
            if ((int)response.StatusCode != expected)
            {
                wrong.Add($"{caller.Name}: {row.Method} {row.Route} ({row.Rule}) answered {(int)response.StatusCode}, not {expected}");
            }
        }

        return wrong;
    }

    private static string Route(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    /// <summary>One endpoint.</summary>
    internal sealed record Row(string Method, string Route, string Rule);
}
