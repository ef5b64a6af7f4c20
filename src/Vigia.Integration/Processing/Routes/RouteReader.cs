using System.Reflection;
using Microsoft.Extensions.Configuration;
using Vigia.Integration.Delivery;

namespace Vigia.Integration.Processing.Routes;

/// <summary>Reads routes out of configuration. What cannot be read is an error with its place; reading goes on, so that all are told at once.</summary>
internal static class RouteReader
{
    private static readonly string[] Known =
        ["Name", "Match", "Steps", "Destinations", "Retry", "AttemptTimeout", "Workers"];

    public static IReadOnlyList<RouteOptions> Read(IConfiguration configuration, ProcessingOptions defaults, ICollection<string> errors) =>
        [.. configuration.GetSection("Processing:Routes").GetChildren().Select(section => ReadRoute(section, defaults, errors))];

    private static RouteOptions ReadRoute(IConfigurationSection section, ProcessingOptions defaults, ICollection<string> errors)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                errors.Add($"{child.Path}: unknown; a route has {string.Join(", ", Known)}.");
            }
        }

        return new RouteOptions
        {
            Path = section.Path,
            Name = section["Name"],
            Match = Bind(section.GetSection("Match"), new RouteMatchOptions(), errors),
            Steps = [.. section.GetSection("Steps").GetChildren().Select(step => Bind(step, new StepOptions(), errors))],
            Destinations = [.. section.GetSection("Destinations").GetChildren().Select(destination => ReadDestination(destination, errors))],
            Retry = Bind(section.GetSection("Retry"), new RetryOptions
            {
                BaseDelay = defaults.Retry.BaseDelay,
                MaxDelay = defaults.Retry.MaxDelay,
                MaxAttempts = defaults.Retry.MaxAttempts,
                MaxRetryAfter = defaults.Retry.MaxRetryAfter,
            }, errors),
            AttemptTimeout = ReadValue(section, "AttemptTimeout", defaults.AttemptTimeout, errors),
            Workers = ReadValue(section, "Workers", defaults.Workers, errors),
        };
    }

    private static DestinationOptions ReadDestination(IConfigurationSection section, ICollection<string> errors)
    {
        DestinationOptions options = Bind(section, new DestinationOptions(), errors);

        // Whether a running destination can be kept over a reload: its settings, in order, say the same.
        options.Fingerprint = string.Join('\n', section.AsEnumerable(makePathsRelative: true)
            .Where(static pair => pair.Value is not null)
            .OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static pair => $"{pair.Key}={pair.Value}"));
        return options;
    }

    private static T Bind<T>(IConfigurationSection section, T target, ICollection<string> errors)
        where T : class
    {
        CheckKeys(section, typeof(T), errors);
        try
        {
            section.Bind(target);
        }
        catch (InvalidOperationException exception)
        {
            errors.Add($"{section.Path}: {exception.InnerException?.Message ?? exception.Message}");
        }

        return target;
    }

    // The binder would tell only the first stranger, and not its place.
    private static void CheckKeys(IConfigurationSection section, Type type, ICollection<string> errors)
    {
        PropertyInfo[] properties = [.. type.GetProperties().Where(static property => property.SetMethod is { IsPublic: true })];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            PropertyInfo? property = Array.Find(properties, p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                errors.Add($"{child.Path}: unknown; there are {string.Join(", ", properties.Select(static p => p.Name))}.");
                continue;
            }

            if (IsSettings(property.PropertyType))
            {
                CheckKeys(child, property.PropertyType, errors);
            }
            else if (property.PropertyType is { IsGenericType: true, GenericTypeArguments: [{ } element] } && IsSettings(element))
            {
                foreach (IConfigurationSection item in child.GetChildren())
                {
                    CheckKeys(item, element, errors);
                }
            }
        }
    }

    private static bool IsSettings(Type type) => type.IsClass && type.Assembly == typeof(RouteReader).Assembly;

    private static T ReadValue<T>(IConfigurationSection section, string key, T otherwise, ICollection<string> errors)
        where T : struct
    {
        try
        {
            return section.GetValue<T?>(key) ?? otherwise;
        }
        catch (InvalidOperationException exception)
        {
            errors.Add($"{section.Path}:{key}: {exception.InnerException?.Message ?? exception.Message}");
            return otherwise;
        }
    }
}
