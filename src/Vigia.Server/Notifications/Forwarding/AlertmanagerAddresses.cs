using Vigia.Server.Configuration.Model;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Notifications.Forwarding;

/// <summary>Makes addresses of the servers that <c>alertmanagers</c> names, as Prometheus does of their labels.</summary>
internal static class AlertmanagerAddresses
{
    private const string Address = "__address__";
    private const string Scheme = "__scheme__";
    private const string Path = "__alerts_path__";

    /// <summary>Each server's address, and whether relabeling keeps it.</summary>
    public static IEnumerable<(Uri Address, bool IsKept)> Of(AlertmanagersConfiguration servers)
    {
        var seen = new HashSet<Uri>();
        foreach (TargetGroup group in servers.Groups)
        {
            foreach (string name in group.Addresses)
            {
                var labels = new LabelBuilder();
                labels.Reset(group.Labels);
                labels.Set(Address, name);
                labels.Set(Scheme, servers.Scheme);
                labels.Set(Path, servers.PathPrefix + "/api/v2/alerts");
                bool isKept = Relabeler.Apply(servers.RelabelRules, labels);
                if (Uri.TryCreate($"{labels.Get(Scheme)}://{labels.Get(Address)}{labels.Get(Path)}", UriKind.Absolute, out Uri? address) && seen.Add(address))
                {
                    yield return (address, isKept);
                }
            }
        }
    }
}
