using System.Collections.Frozen;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads <c>alerting</c>.</summary>
internal static class AlertingSection
{
    private static readonly FrozenDictionary<string, bool> IsHttps =
        new[] { "http", "https" }.ToFrozenDictionary(static scheme => scheme, static scheme => scheme == "https", StringComparer.OrdinalIgnoreCase);

    public static AlertingConfiguration Read(MappingReader? section)
    {
        if (section is null)
        {
            return new AlertingConfiguration();
        }

        var alerting = new AlertingConfiguration
        {
            RelabelRules = RelabelSection.Read(section, "alert_relabel_configs"),
            Alertmanagers = [.. section.Mappings("alertmanagers").Select(ReadOne)],
        };
        section.Finish("alerting");
        return alerting;
    }

    private static AlertmanagersConfiguration ReadOne(MappingReader section)
    {
        DiscoveryConfiguration discovery = DiscoverySection.Read(section);
        if (discovery.Files.Count > 0 || discovery.Http.Count > 0)
        {
            section.Unsupported("file_sd_configs", "http_sd_configs");
        }

        if (section.Text("api_version") is { } version && version != "v2")
        {
            section.Error("api_version", version == "v1" ? "api_version: Alertmanager's API v1 is gone; write v2" : $"api_version: unknown value \"{version}\"; known: v2");
        }

        string prefix = section.Text("path_prefix", "").Trim('/');
        var servers = new AlertmanagersConfiguration
        {
            Scheme = section.Choice("scheme", IsHttps) == true ? "https" : "http",
            PathPrefix = prefix.Length > 0 ? "/" + prefix : "",
            Timeout = GlobalSection.Positive(section.Duration("timeout")) ?? TimeSpan.FromSeconds(10),
            Client = HttpClientSection.Read(section),
            Groups = discovery.Static,
            RelabelRules = RelabelSection.Read(section, "relabel_configs"),
            AlertRelabelRules = RelabelSection.Read(section, "alert_relabel_configs"),
        };
        section.Unsupported("sigv4");
        section.Finish("alertmanagers");
        return servers;
    }
}
