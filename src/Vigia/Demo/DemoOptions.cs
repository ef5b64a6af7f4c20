using Vigia.Hosting;

namespace Vigia.Demo;

/// <summary>What <c>vigia demo</c> was asked for.</summary>
/// <param name="Source">The module's configuration, without the demo's own settings.</param>
/// <param name="DataDirectory">Where the demo's data and logs go.</param>
/// <param name="Scenario">What to send.</param>
/// <param name="Rate">Turns per second, all protocols together.</param>
/// <param name="Duration">How long; null: until Ctrl+C.</param>
internal sealed record DemoOptions(ModuleSource Source, string DataDirectory, DemoScenario Scenario, double Rate, TimeSpan? Duration);
