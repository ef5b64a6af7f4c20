using CsCheck;
using Vigia.PromQL.Syntax;
using Xunit;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>What a real Prometheus refuses to parse, the monitor's parser refuses, and nothing else.</summary>
public sealed class BrokenQueryTests
{
    private const string FixedSeed = "0N0XIzNsQ0O2";

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is not null;

    /// <summary>The same queries each time; others each time with VIGIA_TEST_FULL. A failure names its seed, for CsCheck_Seed.</summary>
    [Fact]
    public async Task Parse_BrokenQueries_AreRefusedWherePrometheusRefuses()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(cancellationToken: cancellationToken);
        int taken = 0, refused = 0, named = 0;
        await BrokenQuery.Query.SampleAsync(
            async query =>
            {
                // There is nothing in it, so what is wrong is wrong with the text.
                var address = new Uri($"api/v1/query?time=1&query={Uri.EscapeDataString(query)}", UriKind.Relative);
                Answer answer = await Answer.AskAsync(prometheus.Client, address, cancellationToken);
                string? refusal = answer.Status == 400 ? answer.Root.GetProperty("error").GetString() : null;
                PromqlParseResult parsed = PromqlParser.Parse(query);
                if (refusal is null == !parsed.HasErrors)
                {
                    Interlocked.Increment(ref refusal is null ? ref taken : ref refused);
                    return;
                }

                Interlocked.Increment(ref named);
                string monitor = parsed.HasErrors ? parsed.Diagnostics[0].Format(query) : "taken";
                Assert.True(KnownSyntaxDifferences.Name(query, refusal, parsed) is not null, $"query: {query}\nPrometheus: {refusal ?? "taken"}\nmonitor: {monitor}");
            },
            seed: IsFull ? null : FixedSeed,
            iter: IsFull ? 200_000 : 20_000,
            threads: 2);

        string tally = $"{taken} taken and {refused} refused by both; {named} differ by what 3 changed";
        TestContext.Current.TestOutputHelper?.WriteLine(tally);
        Assert.True(taken > 0.1 * (taken + refused) && refused > 0.3 * (taken + refused) && named < 0.02 * (taken + refused), tally);
    }
}
