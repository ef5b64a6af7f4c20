using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Spectre.Console;
using Vigia.Doctor.Checks;
using Vigia.Hosting;
using Vigia.Output;

namespace Vigia.Doctor;

/// <summary>Runs every check and tells what it found.</summary>
internal static class Examination
{
    private static readonly IDoctorCheck[] Checks =
    [
        new ConfigurationCheck(),
        new CertificateCheck(),
        new SchemaCheck(),
        new ExposureCheck(),
        new PortCheck(),
        new DirectoryCheck(),
        new DatabaseCheck(),
        new DependencyCheck(),
        new FileLimitCheck(),
        new ClockCheck(),
    ];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task<int> RunAsync(ModuleSource source, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var context = new DoctorContext(source, Readable(source), TimeProvider.System);
        var findings = new List<Finding>();
        foreach (IDoctorCheck check in Checks)
        {
            await foreach (Finding finding in check.ExamineAsync(context, cancellationToken))
            {
                findings.Add(finding);
                if (!json)
                {
                    Write(terminal, finding);
                }
            }
        }

        FindingStatus worst = findings.Max(finding => finding.Status);
        if (json)
        {
            string version = typeof(Examination).Assembly.GetName().Version!.ToString(3);
            terminal.Out.WriteLine(JsonSerializer.Serialize(new DoctorReport(worst, version, context.Time.GetUtcNow(), findings), Json));
        }
        else
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(
                $"{findings.Count(f => f.Status == FindingStatus.Ok)} ok, {findings.Count(f => f.Status == FindingStatus.Warn)} to look at, {findings.Count(f => f.Status == FindingStatus.Fail)} to correct");
        }

        return worst == FindingStatus.Fail ? ExitCodes.Failure : ExitCodes.Success;
    }

    // A file that cannot be read is a finding of its own; what else there is to see is looked at with the other settings.
    private static IConfiguration Readable(ModuleSource source)
    {
        try
        {
            return source.Configuration();
        }
        catch (InvalidDataException)
        {
            return new ConfigurationBuilder().AddInMemoryCollection(source.Settings).Build();
        }
    }

    private static void Write(Terminal terminal, Finding finding)
    {
        (string word, string colour) = finding.Status switch
        {
            FindingStatus.Ok => ("ok", "green"),
            FindingStatus.Warn => ("warn", "yellow"),
            _ => ("fail", "red"),
        };
        if (terminal.IsInteractive)
        {
            terminal.Console.Markup($"[{colour}]{word,-5}[/] ");
        }
        else
        {
            terminal.Out.Write($"{word,-5} ");
        }

        terminal.Out.WriteLine($"{finding.Check,-13} {finding.Message}");
        if (finding.Remedy is { } remedy)
        {
            terminal.Out.WriteLine($"{"",-6}{"",-13} -> {remedy}");
        }
    }
}
