using Xunit;

namespace Vigia.Instrumentation.Tests;

/// <summary>Activity listeners see the whole process, so tests that make or count spans run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TracingIsolation
{
    public const string Name = "Tracing";
}
