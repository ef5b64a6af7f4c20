using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>The tests that share one running demo.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoConsole>
{
    public const string Name = "demo";
}
