using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Modules;

/// <summary>One request to the module at a time: credentials, time limit, bounded answer, and every way to fail put into an error. Thread safe.</summary>
internal sealed class ModuleTransport
{
    /// <summary>The name of its HTTP client.</summary>
    public const string ClientName = "module";

    private const int MaxAnswerBytes = 32 * 1024 * 1024;
    private const string ActorHeader = "X-Vigia-Actor";
    private const int MaxActorLength = 256;

    private readonly IHttpClientFactory _clients;
    private readonly ModuleKeyFile _key;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly MetricFamily<Counter> _requests;

    public ModuleTransport(
        IHttpClientFactory clients, ModuleEndpoint endpoint, IOptions<ModuleOptions> options, TimeProvider time, MetricRegistry registry)
    {
        _clients = clients;
        Address = endpoint.Address;
        _key = new ModuleKeyFile(endpoint.KeyFile);
        _timeout = options.Value.Timeout;
        _time = time;
        _requests = registry.CreateCounter(
            "vigia_module_requests_total", "Requests to the module's API, by what became of them.", ["outcome"]);
    }

    public Uri Address { get; }

    public async Task<ModuleResult<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => Parse(await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), actor: null, cancellationToken), type);

    /// <summary>Sends a request whose answer is an object.</summary>
    public async Task<ModuleResult<T>> SendAsync<T>(HttpRequestMessage request, string? actor, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => Parse(await SendAsync(request, actor, cancellationToken), type);

    /// <summary>Sends a request and reads its answer whole.</summary>
    public async Task<ModuleAnswer> SendAsync(HttpRequestMessage request, string? actor, CancellationToken cancellationToken)
    {
        if (actor is not null)
        {
            ThrowIfNoActor(actor);
            request.Headers.TryAddWithoutValidation(ActorHeader, actor);
        }

        ModuleAnswer answer;
        using (request)
        {
            answer = await TrySendAsync(request, cancellationToken);
        }

        _requests.WithLabels(answer.Error is { } error ? error.Kind.ToString() : "Success").Increment();
        return answer;
    }

    private async Task<ModuleAnswer> TrySendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        try
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _key.ReadAsync(either.Token));
        }
        catch (IOException exception)
        {
            return Fail(ModuleErrorKind.NotConfigured, exception.Message);
        }

        try
        {
            using HttpClient client = _clients.CreateClient(ClientName);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, either.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return response.IsSuccessStatusCode
                ? new ModuleAnswer(body, response.Headers.ETag?.ToString(), Error: null)
                : new ModuleAnswer([], null, ModuleProblem.Read(response.StatusCode, body));
        }
        catch (OperationCanceledException) when (timeLimit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Fail(
                ModuleErrorKind.TimedOut, FormattableString.Invariant($"The module at {Address} did not answer within {_timeout.TotalSeconds:0.###} s."));
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return Fail(ModuleErrorKind.Failed, $"The module's answer has more than {MaxAnswerBytes / 1024 / 1024} MiB. Ask for less at once.");
        }
        catch (HttpRequestException exception) when (exception.InnerException is AuthenticationException)
        {
            return Fail(
                ModuleErrorKind.Unreachable,
                $"The module at {Address} shows a certificate that is not trusted. Name the authority that signed it in Monitor:Module:CaPath.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Fail(
                ModuleErrorKind.Unreachable, $"The module at {Address} does not answer: {exception.Message} Is it running, and is Monitor:Module:Address right?");
        }
    }

    private ModuleResult<T> Parse<T>(ModuleAnswer answer, JsonTypeInfo<T> type)
        where T : class
    {
        if (answer.Error is not null)
        {
            return new ModuleResult<T> { Error = answer.Error };
        }

        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) is { } value
                ? new ModuleResult<T> { Value = value }
                : new ModuleResult<T> { Error = Unreadable("null") };
        }
        catch (JsonException exception)
        {
            return new ModuleResult<T> { Error = Unreadable(exception.Message) };
        }
    }

    private ModuleError Unreadable(string why) => new()
    {
        Kind = ModuleErrorKind.Failed,
        Message = $"The answer of {Address} cannot be read: {why} Is it an integration module of the same release?",
    };

    private static ModuleAnswer Fail(ModuleErrorKind kind, string message) => new([], null, new ModuleError { Kind = kind, Message = message });

    private static void ThrowIfNoActor(string actor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        if (actor.Length > MaxActorLength || actor.Any(char.IsControl))
        {
            throw new ArgumentException($"A person's name has up to {MaxActorLength} characters and no control characters.", nameof(actor));
        }
    }
}
