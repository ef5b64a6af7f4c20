using System.Text.Json;
using Vigia.Server.Exposition;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Exposition;

/// <summary>The OpenMetrics project's own cases: what a strict parser takes and what it refuses.</summary>
public sealed class OpenMetricsConformanceTests
{
    private const string Suite = "openmetrics";

    [Fact]
    public void Check_EveryCase_AgreesWithTheSpecification()
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        var wrong = new List<string>();
        IReadOnlyList<string> cases = Conformance.Cases(Suite);
        foreach (string name in cases)
        {
            using JsonDocument test = JsonDocument.Parse(File.ReadAllBytes(Conformance.File(Suite, name, "test.json")));
            byte[] text = File.ReadAllBytes(Conformance.File(Suite, name, test.RootElement.GetProperty("file").GetString()!));
            bool shouldParse = test.RootElement.GetProperty("shouldParse").GetBoolean();
            ExpositionException? found = OpenMetricsCheck.Find(text);
            if (shouldParse != found is null)
            {
                wrong.Add($"{name}: should parse: {shouldParse}, found: {found?.Message}");
            }
        }

        Assert.True(cases.Count > 50, $"only {cases.Count} cases");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Read_EveryCaseThatShouldParse_IsTakenInAScrape()
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        foreach (string name in Conformance.Cases(Suite))
        {
            byte[] text = File.ReadAllBytes(Conformance.File(Suite, name, "metrics"));
            if (OpenMetricsCheck.Find(text) is not null)
            {
                continue;
            }

            var reader = new TextExpositionReader(text, TextGrammar.OpenMetrics);
            int samples = 0;
            ExpositionEntry entry;
            while ((entry = reader.Read()) != ExpositionEntry.End)
            {
                samples += entry == ExpositionEntry.Sample ? 1 : 0;
            }

            Assert.True(samples > 0, name);
        }
    }
}
