using System.Globalization;
using Vigia.Demo.Traffic;
using Vigia.Hosting;

namespace Vigia.Demo;

/// <summary>The module's settings in a demo: data and logs of its own, routes to the demo's destinations, tokens that it knows.</summary>
internal static class DemoSettings
{
    public static IEnumerable<KeyValuePair<string, string?>> Create(DemoOptions options, string sink, string secretFile)
    {
        var settings = new Dictionary<string, string?>(ModuleSource.DataSettings(options.DataDirectory))
        {
            // The demo's clients are on this machine and trust no certificate of yours.
            ["Listeners:http:Address"] = "127.0.0.1",
            ["Listeners:http:Tls:CertificatePath"] = null,
            ["Listeners:http:Tls:KeyPath"] = null,
            ["Listeners:http:Tls:ClientCaPath"] = null,
            ["Listeners:mqtt:Address"] = "127.0.0.1",
            ["Listeners:mqtt:Tls:CertificatePath"] = null,
            ["Listeners:mqtt:Tls:KeyPath"] = null,
            ["Listeners:mqtt:Tls:ClientCaPath"] = null,
            ["Instrumentation:Logging:Path"] = Path.Combine(options.DataDirectory, "logs", "integracao.log"),
            ["Instrumentation:Logging:Stdout"] = "Off",
            ["Access:Jwt:Issuer"] = DemoCredentials.Issuer,
            ["Access:Jwt:Audience"] = DemoCredentials.Audience,
            ["Access:Jwt:HmacSecretFiles:0:Path"] = secretFile,
        };

        // Named, so that they stand after numbered ones of the configuration. What none of them takes goes to the store.
        AddHttpRoute(settings, "demo-lento", MessageTypes.Slow, sink + "/lento", workers: options.Scenario.SlowWorkers, maxAttempts: 8);
        AddHttpRoute(settings, "demo-instavel", MessageTypes.Transient, sink + "/instavel", workers: 4, maxAttempts: 8);

        // It refuses each message once: a share of one half must not close it, or what waits would outlast the trouble.
        settings["Processing:Routes:demo-instavel:Destinations:0:Breaker:FailureRatio"] = "1";
        settings["Processing:Routes:demo-instavel:Destinations:0:Breaker:MinimumThroughput"] = "200";
        AddHttpRoute(settings, "demo-recusa", MessageTypes.Permanent, sink + "/recusa", workers: 4, maxAttempts: 3);
        AddRoute(settings, "demo-auditoria", MessageTypes.Audit, workers: 2, maxAttempts: 8);
        settings["Processing:Routes:demo-auditoria:Destinations:0:Kind"] = "file";
        settings["Processing:Routes:demo-auditoria:Destinations:0:Path"] = "auditoria.ndjson";
        return settings;
    }

    private static void AddHttpRoute(Dictionary<string, string?> settings, string name, string type, string url, int workers, int maxAttempts)
    {
        AddRoute(settings, name, type, workers, maxAttempts);
        settings[$"Processing:Routes:{name}:Destinations:0:Kind"] = "http";
        settings[$"Processing:Routes:{name}:Destinations:0:Url"] = url;
    }

    private static void AddRoute(Dictionary<string, string?> settings, string name, string type, int workers, int maxAttempts)
    {
        string route = $"Processing:Routes:{name}";
        settings[route + ":Name"] = name;
        settings[route + ":Match:Type"] = type;
        settings[route + ":Workers"] = workers.ToString(CultureInfo.InvariantCulture);
        settings[route + ":Retry:BaseDelay"] = "00:00:01";
        settings[route + ":Retry:MaxDelay"] = "00:00:10";
        settings[route + ":Retry:MaxAttempts"] = maxAttempts.ToString(CultureInfo.InvariantCulture);
    }
}
