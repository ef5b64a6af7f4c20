using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vigia.Integration.Delivery;
using Vigia.Integration.Processing.Extensions;
using Vigia.Integration.Processing.Steps;
using Vigia.Integration.Queue;

namespace Vigia.Integration.Processing.Routes;

/// <summary>Turns configuration into a table of routes, or says everything that is wrong with it.</summary>
internal sealed partial class RouteCompiler(
    IConfiguration configuration,
    IHostEnvironment environment,
    ProcessorCatalog processors,
    DestinationCompiler destinations,
    IOptions<QueueOptions> queue,
    TimeProvider time)
{
    private const int MaxRoutes = 1000;

    private static readonly string[] KnownSettings =
        [nameof(ProcessingOptions.Workers), nameof(ProcessingOptions.AttemptTimeout), nameof(ProcessingOptions.Retry),
         nameof(ProcessingOptions.BatchSize), nameof(ProcessingOptions.LeaseCheckInterval), nameof(ProcessingOptions.ReloadInterval),
         nameof(ProcessingOptions.Assemblies), "Routes"];

    private bool _assembliesLoaded;

    /// <summary>Compiles the configuration as it is now. Destinations and gates whose settings did not change are taken over from <paramref name="previous"/>.</summary>
    /// <param name="previous">The running table, or null.</param>
    /// <param name="errors">Takes everything that is wrong; where it stays empty the result is a table.</param>
    /// <param name="cancellationToken">Ends the reading of files.</param>
    public async Task<RouteTable?> CompileAsync(RouteTable? previous, ICollection<string> errors, CancellationToken cancellationToken)
    {
        ProcessingOptions options = ReadOptions(errors);
        if (!_assembliesLoaded)
        {
            _assembliesLoaded = true;
            for (int i = 0; i < options.Assemblies.Count; i++)
            {
                processors.Load(Resolve(options.Assemblies[i]), $"Processing:Assemblies:{i}", errors);
            }
        }

        IReadOnlyList<RouteOptions> read = RouteReader.Read(configuration, options, errors);
        if (read.Count > MaxRoutes)
        {
            errors.Add($"Processing:Routes: at most {MaxRoutes} are possible.");
            return null;
        }

        var files = new RouteFiles(environment.ContentRootPath);
        var names = new HashSet<string>(StringComparer.Ordinal) { RouteTable.DefaultName };
        var routes = new List<Route>();
        var made = new List<GuardedDestination>();
        foreach (RouteOptions route in read)
        {
            if (await CompileRouteAsync(route, options, names, files, previous, made, errors, cancellationToken) is { } compiled)
            {
                routes.Add(compiled);
            }
        }

        if (errors.Count > 0)
        {
            made.ForEach(static destination => destination.Dispose());
            return null;
        }

        routes.Add(DefaultRoute(options, previous));
        return new RouteTable { Options = options, Routes = routes, Files = files.Stamps };
    }

    private string Resolve(string path) => Path.GetFullPath(path, environment.ContentRootPath);

    private ProcessingOptions ReadOptions(ICollection<string> errors)
    {
        IConfigurationSection section = configuration.GetSection("Processing");
        var options = new ProcessingOptions();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            errors.Add($"Processing: {exception.InnerException?.Message ?? exception.Message}");
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!KnownSettings.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                errors.Add($"{child.Path}: unknown; there are {string.Join(", ", KnownSettings)}.");
            }
        }

        foreach (string error in options.Validate())
        {
            errors.Add(error);
        }

        return options;
    }

    private async Task<Route?> CompileRouteAsync(
        RouteOptions options, ProcessingOptions defaults, HashSet<string> names, RouteFiles files, RouteTable? previous, List<GuardedDestination> made,
        ICollection<string> errors, CancellationToken cancellationToken)
    {
        int before = errors.Count;
        string place = options.Name is { Length: > 0 } name ? $"{options.Path} ({name})" : options.Path;
        if (options.Name is null || !ValidName().IsMatch(options.Name))
        {
            errors.Add($"{place}: Name: must have 1 to 64 characters of A-Z a-z 0-9 . _ -.");
        }
        else if (!names.Add(options.Name))
        {
            errors.Add(options.Name is RouteTable.DefaultName
                ? $"{place}: Name: '{RouteTable.DefaultName}' is the route of what no other takes; choose another name."
                : $"{place}: Name: another route has it already.");
        }

        if (string.IsNullOrEmpty(options.Match.Type))
        {
            errors.Add($"{place}: Match:Type: must not be empty; * takes every type.");
        }

        // Which protocols there are is the listeners' affair: a new one must not need a change here.
        if (options.Match.Protocol is { } protocol && !ValidProtocol().IsMatch(protocol))
        {
            errors.Add($"{place}: Match:Protocol: must be a protocol's name in lower case, as in http, websocket, mqtt.");
        }

        // What is inherited is told once, where it stands.
        if (options.Workers is < 1 or > 1024 && options.Workers != defaults.Workers)
        {
            errors.Add($"{place}: Workers: must be from 1 to 1024.");
        }

        if (options.AttemptTimeout < TimeSpan.FromMilliseconds(100) || options.AttemptTimeout > TimeSpan.FromHours(1))
        {
            errors.Add($"{place}: AttemptTimeout: must be from 00:00:00.1 to 01:00:00.");
        }

        foreach (string error in options.Retry.Validate($"{place}: Retry").Except(defaults.Retry.Validate($"{place}: Retry")))
        {
            errors.Add(error);
        }

        if (options.Retry.MaxAttempts > queue.Value.MaxDeliveries)
        {
            errors.Add($"{place}: Retry:MaxAttempts: must not be over Queue:MaxDeliveries ({queue.Value.MaxDeliveries}), which ends a message first.");
        }

        var steps = new List<IProcessingStep>();
        for (int i = 0; i < options.Steps.Count; i++)
        {
            if (await StepCompiler.CompileAsync(
                    $"{place}: Steps:{i}", options.Steps[i], processors, files, errors, cancellationToken) is { } step)
            {
                steps.Add(step);
            }
        }

        Route? old = previous?.Routes.FirstOrDefault(route => route.Name == options.Name);
        IReadOnlyList<GuardedDestination> compiled = destinations.Compile(place, options, files, old, made, errors);
        if (errors.Count > before)
        {
            return null;
        }

        return new Route
        {
            Name = options.Name!,
            Match = new RouteMatch(options.Match),
            Steps = steps,
            Destinations = compiled,
            Retry = new RetrySchedule(options.Retry),
            AttemptTimeout = options.AttemptTimeout,
            Gate = Gate(old, options.Workers),
        };
    }

    private Route DefaultRoute(ProcessingOptions options, RouteTable? previous) => new()
    {
        Name = RouteTable.DefaultName,
        Match = new RouteMatch(new RouteMatchOptions()),
        Steps = [],
        Destinations = [destinations.Store()],
        Retry = new RetrySchedule(options.Retry),
        AttemptTimeout = options.AttemptTimeout,
        Gate = Gate(previous?.Routes[^1], options.Workers),
    };

    // The running gate goes on counting who is inside; a new one would let as many in again.
    private RouteGate Gate(Route? old, int workers)
    {
        if (old is null)
        {
            return new RouteGate(workers, time);
        }

        old.Gate.Resize(workers);
        return old.Gate;
    }

    [GeneratedRegex("^[a-z0-9]{1,32}$")]
    private static partial Regex ValidProtocol();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex ValidName();
}
