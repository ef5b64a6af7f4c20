using System.Globalization;
using System.Runtime.CompilerServices;

namespace Vigia.Doctor.Checks;

/// <summary>Whether data and logs can be written, and how much room is left for them.</summary>
internal sealed class DirectoryCheck : IDoctorCheck
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    private const long TooLittle = Gibibyte / 4;

    public string Name => "disk";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach ((string what, string? directory) in new[] { ("data", context.DataDirectory), ("logs", context.LogDirectory) })
        {
            if (directory is not null)
            {
                yield return await ExamineAsync(what, directory, cancellationToken);
            }
        }
    }

    private async Task<Finding> ExamineAsync(string what, string directory, CancellationToken cancellationToken)
    {
        string existing = NearestExisting(directory);
        if (File.Exists(existing))
        {
            return new Finding(Name, FindingStatus.Fail, $"{what}: {existing} is a file, not a folder", "Move it away, or choose another place.");
        }

        if (await WhyNotWritableAsync(existing, cancellationToken) is { } reason)
        {
            return new Finding(
                Name,
                FindingStatus.Fail,
                $"{what}: {existing} cannot be written: {reason}",
                $"Give user {Environment.UserName} the right to it, or choose another place ({(what == "data" ? "--data" : "Instrumentation:Logging:Path")}).");
        }

        var drive = new DriveInfo(existing);
        double freeShare = drive.TotalSize == 0 ? 1 : (double)drive.AvailableFreeSpace / drive.TotalSize;
        string room = string.Create(
            CultureInfo.InvariantCulture,
            $"{(double)drive.AvailableFreeSpace / Gibibyte:F1} GiB free ({freeShare * 100:F0} %)");
        string place = existing == directory ? directory : $"{directory} (will be made)";
        return drive.AvailableFreeSpace < TooLittle
            ? new Finding(Name, FindingStatus.Fail, $"{what}: {place}, only {room}", "Make room: without it messages are refused.")
            : freeShare < 0.05 || drive.AvailableFreeSpace < Gibibyte
                ? new Finding(Name, FindingStatus.Warn, $"{what}: {place}, only {room}", "Make room, or shorten the retention.")
                : new Finding(Name, FindingStatus.Ok, $"{what}: {place}, writable, {room}");
    }

    private static string NearestExisting(string directory)
    {
        string? current = Path.GetFullPath(directory);
        while (current is not null && !Directory.Exists(current) && !File.Exists(current))
        {
            current = Path.GetDirectoryName(current);
        }

        return current ?? Path.GetPathRoot(Path.GetFullPath(directory))!;
    }

    private static async Task<string?> WhyNotWritableAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            string probe = Path.Combine(directory, ".vigia-doctor-" + Guid.NewGuid().ToString("N"));
            await using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            await file.WriteAsync("vigia"u8.ToArray(), cancellationToken);
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
