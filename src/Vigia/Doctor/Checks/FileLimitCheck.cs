using System.Globalization;
using System.Runtime.CompilerServices;

namespace Vigia.Doctor.Checks;

/// <summary>How many files and connections the process may hold open.</summary>
internal sealed class FileLimitCheck : IDoctorCheck
{
    // Ten thousand idle connections and room for files.
    private const long Wanted = 16_384;
    private const string Limits = "/proc/self/limits";

    public string Name => "file limit";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(Limits))
        {
            yield break;
        }

        // "Max open files            1024                 524288               files"
        string[] lines = await File.ReadAllLinesAsync(Limits, cancellationToken);
        string? row = lines.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string[] fields = row?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (fields.Length < 2 || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long soft))
        {
            yield return new Finding(Name, FindingStatus.Ok, "no limit on open files");
            yield break;
        }

        // .NET raises the soft limit to the hard one when it starts, so what is read here is what the module gets.
        yield return soft >= Wanted
            ? new Finding(Name, FindingStatus.Ok, $"{soft} open files and connections")
            : new Finding(
                Name,
                FindingStatus.Warn,
                $"only {soft} open files and connections; with about {soft - 200} clients further ones are refused",
                $"Raise it: 'ulimit -n {Wanted}' in the shell, or LimitNOFILE={Wanted} in the systemd unit.");
    }
}
