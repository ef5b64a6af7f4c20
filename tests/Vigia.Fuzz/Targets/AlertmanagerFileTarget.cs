using System.Text;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Fuzz.Targets;

/// <summary>A file of routes and receivers.</summary>
internal sealed class AlertmanagerFileTarget : IFuzzTarget
{
    public string Name => "alertmanager-file";

    // The default texts in two languages are parsed with each file.
    public int BaseBytes => 64 * 1024 * 1024;

    public int BytesPerInputByte => 64 * 1024;

    public void Run(byte[] input)
    {
        try
        {
            AlertmanagerConfiguration read = AlertmanagerConfigurationReader.Read(Encoding.UTF8.GetString(input), "/fuzz/alertmanager.yml");
            FuzzFindingException.ThrowIf(read.Route.All().Any(static route => route.Receiver.Length == 0), "a route without receiver");
        }
        catch (ConfigurationException refusal)
        {
            FuzzFindingException.ThrowIf(refusal.Issues.Any(static issue => issue.Line < 1 || issue.Reason.Length == 0), "an error without place or reason");
        }
    }
}
