using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Vigia.Doctor.Settings;
using Vigia.Hosting;
using Vigia.Integration;

namespace Vigia.Doctor.Checks;

/// <summary>Whether the settings can be read, are known, and are valid.</summary>
internal sealed class ConfigurationCheck : IDoctorCheck
{
    private static readonly JsonDocumentOptions AsConfigurationReads = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public string Name => "config";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string file = context.Source.ConfigFile;
        if (await WhyUnreadableAsync(file, cancellationToken) is { } reason)
        {
            yield return new Finding(Name, FindingStatus.Fail, $"{file}: {reason}", "Correct the file; the other settings are checked after that.");
            yield break;
        }

        ModuleOptionsProbe probe = await ModuleOptionsProbe.RunAsync(context.Source, cancellationToken);
        foreach (string error in probe.Errors)
        {
            yield return new Finding(Name, FindingStatus.Fail, error, $"Correct it in {file}, in the environment or on the command line.");
        }

        // Sections that are left out are not bound, so the shipped file, which has them all, tells the rest.
        string[] known = [.. probe.Asked, .. FileOnly(ModuleSource.Shipped().ConfigFile).AsEnumerable().Select(pair => pair.Key)];
        bool clean = probe.Errors.Count == 0;
        foreach ((string origin, IConfiguration settings) in Origins(context))
        {
            foreach (string key in ConfiguredKeys.Unknown(settings, probe.Asked))
            {
                clean = false;
                yield return new Finding(
                    Name,
                    FindingStatus.Warn,
                    $"{origin}: {key} is no setting, so it does nothing",
                    ConfiguredKeys.Nearest(key, known) is { } meant ? $"Did you mean {meant}?" : "Remove it; config/appsettings.json of the distribution lists every setting.");
            }
        }

        if (clean)
        {
            yield return new Finding(Name, FindingStatus.Ok, file);
        }
    }

    private static IConfigurationRoot FileOnly(string file) => new ConfigurationBuilder().AddJsonFile(file, optional: true).Build();

    private static IEnumerable<(string Origin, IConfiguration Settings)> Origins(DoctorContext context)
    {
        yield return (context.Source.ConfigFile, FileOnly(context.Source.ConfigFile));
        yield return ("environment " + ModuleConfiguration.EnvironmentPrefix, new ConfigurationBuilder().AddEnvironmentVariables(ModuleConfiguration.EnvironmentPrefix).Build());
        yield return ("command line", new ConfigurationBuilder().AddInMemoryCollection(context.Source.Settings).Build());
    }

    private static async Task<string?> WhyUnreadableAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancellationToken), AsConfigurationReads);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : "it must hold one JSON object";
        }
        catch (JsonException exception)
        {
            return $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: {exception.Message.Split(" LineNumber:")[0]}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
