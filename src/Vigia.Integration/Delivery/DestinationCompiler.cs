using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Integration.Delivery.Files;
using Vigia.Integration.Delivery.Http;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Processing.Routes;

namespace Vigia.Integration.Delivery;

/// <summary>Makes a route's destinations from their settings.</summary>
internal sealed partial class DestinationCompiler(
    IOptions<DeliveryOptions> delivery, IOptions<DataOptions> data, DeliveryFiles deliveryFiles, TimeProvider time, ILogger<GuardedDestination> logger)
{
    private const int MaxDestinations = 16;

    private static readonly string[] Kinds = ["store", "http", "file"];

    /// <summary>The destination of messages that no route names one for.</summary>
    public GuardedDestination Store() => new("store", string.Empty, new StoreDestination("store", time), breaker: null, time, logger);

    /// <summary>Compiles all of a route's; those of <paramref name="old"/> with the same settings go on as they are.</summary>
    /// <param name="place">The route, for errors.</param>
    /// <param name="route">The route's settings.</param>
    /// <param name="files">Notes the files that are read.</param>
    /// <param name="old">The running route of the same name, or null.</param>
    /// <param name="made">Takes those that are new, to be disposed of where the table is refused.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public IReadOnlyList<GuardedDestination> Compile(
        string place, RouteOptions route, RouteFiles files, Route? old, List<GuardedDestination> made, ICollection<string> errors)
    {
        if (route.Destinations.Count is 0 or > MaxDestinations)
        {
            errors.Add($"{place}: Destinations: a route needs 1 to {MaxDestinations}.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var compiled = new List<GuardedDestination>();
        for (int i = 0; i < route.Destinations.Count; i++)
        {
            DestinationOptions options = route.Destinations[i];
            string name = options.Name ?? options.Kind ?? string.Empty;
            string where = $"{place}: Destinations:{i}";
            if (!ValidName().IsMatch(name))
            {
                errors.Add($"{where}: Name: must have 1 to 64 characters of A-Z a-z 0-9 . _ -.");
            }
            else if (!names.Add(name))
            {
                errors.Add($"{where}: Name: another destination of the route is named '{name}'; give each a Name.");
            }

            if (CompileOne(where, name, options, route.Workers, files, old, made, errors) is { } destination)
            {
                compiled.Add(destination);
            }
        }

        return compiled;
    }

    private GuardedDestination? CompileOne(
        string place, string name, DestinationOptions options, int workers, RouteFiles files, Route? old,
        List<GuardedDestination> made, ICollection<string> errors)
    {
        if (options.Kind is null || !Kinds.Contains(options.Kind, StringComparer.Ordinal))
        {
            errors.Add($"{place}: Kind: must be one of {string.Join(", ", Kinds)}.");
            return null;
        }

        place = $"{place} ({name})";
        CheckStrangers(place, options, errors);
        foreach (string error in options.Breaker.Validate($"{place}: Breaker"))
        {
            errors.Add(error);
        }

        string fingerprint = Fingerprint(options, workers, files);
        if (old?.Destinations.FirstOrDefault(destination => destination.Name == name) is { } running && running.Fingerprint == fingerprint)
        {
            return running;
        }

        IDestination? inner = options.Kind switch
        {
            "store" => new StoreDestination(name, time),
            "http" => HttpDestinationBuilder.Build(place, options, files.Resolve, workers, time, errors),
            _ => BuildFile(place, options, errors),
        };
        if (inner is null)
        {
            return null;
        }

        var destination = new GuardedDestination(
            name, fingerprint, inner, options.Kind is "store" ? null : options.Breaker, time, logger);
        made.Add(destination);
        return destination;
    }

    private FileDestination? BuildFile(string place, DestinationOptions options, ICollection<string> errors)
    {
        if (options.MaxBytes < 1024)
        {
            errors.Add($"{place}: MaxBytes: must be at least 1024.");
        }

        if (options.MaxFiles < 0)
        {
            errors.Add($"{place}: MaxFiles: must not be negative.");
        }

        if (string.IsNullOrEmpty(options.Path))
        {
            errors.Add($"{place}: Path: is missing.");
            return null;
        }

        string root = Path.GetFullPath(delivery.Value.FileRoot ?? data.Value.FileFor("outbox"));
        string path = Path.GetFullPath(options.Path, root);
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || path.EndsWith(Path.DirectorySeparatorChar))
        {
            errors.Add($"{place}: Path: '{options.Path}' must be a file below '{root}' (Delivery:FileRoot).");
            return null;
        }

        return new FileDestination(deliveryFiles.Open(path, options.MaxBytes, options.MaxFiles), time);
    }

    // Certificates may change under an unchanged name.
    private static string Fingerprint(DestinationOptions options, int workers, RouteFiles files) => string.Join('\n', [
        options.Fingerprint,
        $"workers={workers}",
        .. new[] { options.CaFile, options.ClientCertificate, options.ClientKey }
            .Where(static file => file is not null)
            .Select(file => FileStamp.Of(files.Note(file!)).ToString())]);

    private static void CheckStrangers(string place, DestinationOptions options, ICollection<string> errors)
    {
        foreach ((string field, string kind, bool isSet) in new[]
        {
            (nameof(DestinationOptions.Url), "http", options.Url is not null),
            (nameof(DestinationOptions.Headers), "http", options.Headers.Count > 0),
            (nameof(DestinationOptions.MaxConnections), "http", options.MaxConnections is not null),
            (nameof(DestinationOptions.CaFile), "http", options.CaFile is not null),
            (nameof(DestinationOptions.ClientCertificate), "http", options.ClientCertificate is not null),
            (nameof(DestinationOptions.ClientKey), "http", options.ClientKey is not null),
            (nameof(DestinationOptions.Path), "file", options.Path is not null),
        })
        {
            if (isSet && options.Kind != kind)
            {
                errors.Add($"{place}: {field}: belongs to '{kind}'.");
            }
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex ValidName();
}
