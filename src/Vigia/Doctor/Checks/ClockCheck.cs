using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigia.Doctor.Checks;

/// <summary>Whether the clock can be trusted: leases, token expiry and every timestamp depend on it.</summary>
internal sealed class ClockCheck : IDoctorCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    // struct timex of adjtimex(2) is 208 bytes on 64-bit Linux; modes = 0 only reads. The result 5 is TIME_ERROR: not synchronized.
    private const int TimexSize = 256;
    private const int TimeError = 5;

    public string Name => "clock";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset now = context.Time.GetUtcNow();
        var findings = new List<Finding>();
        if (File.GetLastWriteTimeUtc(typeof(ClockCheck).Assembly.Location) - now > TimeSpan.FromDays(1))
        {
            findings.Add(new Finding(
                Name, FindingStatus.Fail, $"it is {Format(now)} here, which is before this program was built", "Set the clock: 'timedatectl set-ntp true'."));
        }

        if (NewestFile(context) is { } newest && newest.LastWriteTimeUtc - now > Tolerance)
        {
            findings.Add(new Finding(
                Name,
                FindingStatus.Fail,
                $"{newest.FullName} was written at {Format(newest.LastWriteTimeUtc)}, which is ahead of the clock ({Format(now)}): it went back",
                "Set the clock ('timedatectl set-ntp true') before starting, or messages wait for times that are past."));
        }

        TimeSpan drift = await WatchAsync(context.Time, cancellationToken);
        if (drift.Duration() > Step)
        {
            findings.Add(new Finding(
                Name,
                FindingStatus.Warn,
                $"the clock was moved by {drift.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)} ms while being watched",
                "Something sets it in steps; let one NTP client slew it instead."));
        }

        if (IsSynchronized() == false)
        {
            findings.Add(new Finding(
                Name,
                FindingStatus.Warn,
                $"{Format(now)}, but the kernel does not see it as synchronized",
                "Run an NTP client (systemd-timesyncd, chrony); in a container the host does this."));
        }

        if (findings.Count == 0)
        {
            findings.Add(new Finding(Name, FindingStatus.Ok, Format(now)));
        }

        foreach (Finding finding in findings)
        {
            yield return finding;
        }
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static FileInfo? NewestFile(DoctorContext context) =>
        new[] { context.DataDirectory, context.LogDirectory }
            .Where(directory => directory is not null && Directory.Exists(directory))
            .SelectMany(directory => new DirectoryInfo(directory!).EnumerateFiles())
            .MaxBy(file => file.LastWriteTimeUtc);

    private static async Task<TimeSpan> WatchAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset wall = time.GetUtcNow();
        long monotonic = Stopwatch.GetTimestamp();
        await Task.Delay(Watched, time, cancellationToken);
        return time.GetUtcNow() - wall - Stopwatch.GetElapsedTime(monotonic);
    }

    private static bool? IsSynchronized()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return null;
        }

        int state = adjtimex(new byte[TimexSize]);
        return state < 0 ? null : state != TimeError;
    }

    [DllImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int adjtimex(byte[] buffer);
}
