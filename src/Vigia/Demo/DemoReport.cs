using System.Globalization;
using Vigia.Demo.Alerts;
using Vigia.Hosting;
using Vigia.Output;

namespace Vigia.Demo;

/// <summary>What <c>vigia demo</c> says at its start and at its end.</summary>
internal static class DemoReport
{
    public static void WriteStart(Terminal terminal, DemoOptions options, ListeningAddresses addresses, DemoCredentials credentials, Uri console, DemoUser user)
    {
        TextWriter output = terminal.Out;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Scenario {options.Scenario.Name}: {options.Scenario.Description} ({options.Rate:0.##} turns a second)"));
        output.WriteLine($"  console  {new Uri(console, "/ui")}  (user {user.Name}, password {user.Password})");
        output.WriteLine($"  metrics  {new Uri(addresses.Http, "/metrics")}");
        output.WriteLine($"  health   {new Uri(addresses.Http, "/health")}");
        output.WriteLine($"  notices  {Path.Combine(Path.GetFullPath(options.DataDirectory), "notices")}  (e-mail, Slack, PagerDuty and webhook go to the demo itself)");
        output.WriteLine($"  data     {Path.GetFullPath(options.DataDirectory)}");
        output.WriteLine($"  key      {credentials.Key}  (until the demo ends)");
        output.WriteLine($"  try      curl -H 'Authorization: Bearer {credentials.Key}' '{new Uri(addresses.Http, "/api/v1/messages?status=dead")}'");
    }

    /// <returns>The exit code: a demo went well where messages were acknowledged over every protocol and none of them is missing.</returns>
    public static int WriteEnd(Terminal terminal, DemoProgress last, AcknowledgementLedger ledger)
    {
        TextWriter output = terminal.Out;
        if (terminal.IsInteractive)
        {
            terminal.Console.Write(LiveDisplay.Protocols(last.Protocols));
        }
        else
        {
            output.WriteLine(PlainDisplay.Line(last));
        }

        foreach (AlertLine alert in last.Alerts)
        {
            output.WriteLine("alert " + alert);
        }

        foreach ((string reason, long count) in last.Reasons)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,6}  {reason}"));
        }

        if (last.Skipped > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {last.Skipped,6}  turns skipped: the answers came too slowly for this rate"));
        }

        IReadOnlyList<string> missing = ledger.Missing;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{last.Sent} turns, {last.Acknowledged} acknowledgements. Of {ledger.Found + missing.Count} acknowledged ids {ledger.Found} were found again, {missing.Count} are missing."));
        if (ledger.Unchecked > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ledger.Unchecked} more came too fast to be looked for."));
        }

        foreach (string id in missing.Take(10))
        {
            output.WriteLine("  missing: " + id);
        }

        string? silent = last.Protocols.FirstOrDefault(protocol => protocol.Acknowledged == 0)?.Protocol;
        if (missing.Count > 0)
        {
            terminal.WriteError("acknowledged messages are missing.", "This must never happen: please report it with the data folder.");
            return ExitCodes.Failure;
        }

        if (silent is not null)
        {
            terminal.WriteError($"nothing was acknowledged over {silent}.", "The reasons above say why; the log has more.");
            return ExitCodes.Failure;
        }

        return ExitCodes.Success;
    }
}
