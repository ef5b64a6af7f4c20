using System.Text.RegularExpressions;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads where a job's targets come from.</summary>
internal static partial class DiscoverySection
{
    private static readonly string[] UpstreamOnly =
    [
        .. new[]
        {
            "aws", "azure", "consul", "digitalocean", "dns", "docker", "dockerswarm", "ec2", "eureka", "gce", "hetzner", "ionos", "kubernetes", "kuma", "lightsail",
            "linode", "marathon", "nerve", "nomad", "openstack", "ovhcloud", "puppetdb", "scaleway", "serverset", "stackit", "triton", "uyuni", "vultr",
        }.Select(static name => name + "_sd_configs"),
    ];

    public static DiscoveryConfiguration Read(MappingReader section)
    {
        bool isRelabeled = section.Find("relabel_configs") is not null;
        var discovery = new DiscoveryConfiguration
        {
            Static = [.. section.Mappings("static_configs").Select(item => Group(item, isRelabeled))],
            Files = [.. section.Mappings("file_sd_configs").Select(Files)],
            Http = [.. section.Mappings("http_sd_configs").Select(Http).OfType<HttpDiscoveryConfiguration>()],
        };
        section.Unsupported(UpstreamOnly);
        return discovery;
    }

    private static TargetGroup Group(MappingReader section, bool isRelabeled)
    {
        IReadOnlyList<string> addresses = section.Texts("targets");
        LabelSet labels = section.Labels("labels");
        section.Finish("static_configs");
        foreach (string address in addresses)
        {
            if (!isRelabeled && address.Contains('/', StringComparison.Ordinal))
            {
                section.Error("targets", $"\"{address}\" is not a valid hostname: write host:port, and scheme and metrics_path apart");
            }
        }

        return new TargetGroup(addresses, labels);
    }

    private static FileDiscoveryConfiguration Files(MappingReader section)
    {
        IReadOnlyList<string> files = section.Texts("files");
        if (files.Count == 0)
        {
            section.Issues.Error(section.Node, "file service discovery config must contain at least one path name");
        }

        foreach (string file in files)
        {
            if (!FilePattern().IsMatch(file))
            {
                section.Error("files", $"path name \"{file}\" is not valid for file discovery: it must end in .json, .yml or .yaml, and * may stand in its last part only");
            }
        }

        TimeSpan interval = GlobalSection.Positive(section.Duration("refresh_interval")) ?? TimeSpan.FromMinutes(5);
        section.Finish("file_sd_configs");
        return new FileDiscoveryConfiguration([.. files.Select(file => Path.GetFullPath(file, section.Directory))], interval);
    }

    private static HttpDiscoveryConfiguration? Http(MappingReader section)
    {
        Uri? address = section.Address("url");
        TimeSpan interval = GlobalSection.Positive(section.Duration("refresh_interval")) ?? TimeSpan.FromMinutes(1);
        HttpClientConfiguration client = HttpClientSection.Read(section);
        section.Finish("http_sd_configs");
        if (address is null)
        {
            section.Issues.Error(section.Node, "http_sd_configs needs url");
        }

        return address is null ? null : new HttpDiscoveryConfiguration(address, interval, client);
    }

    [GeneratedRegex(@"^[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)\z")]
    private static partial Regex FilePattern();
}
