using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health.Database;

/// <summary>Adds the check of a database behind any ADO.NET provider.</summary>
public static class DatabaseHealthExtensions
{
    /// <summary>
    /// Adds a check with the probes <c>connection</c>, <c>query</c>, <c>transaction</c> and <c>indexes</c>. SQLite is
    /// recognised by its provider; on other databases the transaction writes nothing and the indexes are not examined.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks()</c> answers.</param>
    /// <param name="name">The key in <c>services</c>, by the guide <c>database</c>.</param>
    /// <param name="connect">Makes a connection, not opened yet; the check opens and disposes it. For SQLite use <c>Mode=ReadWrite</c>, so that a missing file is not made anew.</param>
    /// <param name="expectedIndexes">Indexes that must exist and, where they have a query, be used by it.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddVigiaDatabase(
        this IHealthChecksBuilder builder, string name, Func<DbConnection> connect, params IEnumerable<ExpectedIndex> expectedIndexes)
    {
        ArgumentNullException.ThrowIfNull(connect);
        return builder.AddVigiaDatabase(name, _ => connect(), options =>
        {
            foreach (ExpectedIndex index in expectedIndexes)
            {
                options.ExpectedIndexes.Add(index);
            }
        });
    }

    /// <summary>Adds the same check, with a connection made from services and with all settings.</summary>
    /// <param name="builder">What <c>AddHealthChecks()</c> answers.</param>
    /// <param name="name">The key in <c>services</c>.</param>
    /// <param name="connect">Makes a connection, not opened yet.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <param name="optional">Whether the service works without this database; see <see cref="HealthTags.Optional"/>.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddVigiaDatabase(
        this IHealthChecksBuilder builder,
        string name,
        Func<IServiceProvider, DbConnection> connect,
        Action<DatabaseHealthOptions> configure,
        bool optional = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new DatabaseHealthOptions();
        configure(options);
        if (options.CommandTimeout < TimeSpan.FromSeconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(configure), options.CommandTimeout, "CommandTimeout: is less than 1 second.");
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        string[] tags = optional ? [HealthTags.Datastore, HealthTags.Optional] : [HealthTags.Datastore];
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new DatabaseHealthCheck(() => connect(services), options, services.GetRequiredService<TimeProvider>()),
            HealthStatus.Unhealthy,
            tags));
    }
}
