using System.Globalization;
using Vigia.Fuzz.Inputs;
using Vigia.Fuzz.Targets;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Fuzz;

/// <summary>
/// Every fuzz target over its corpus and a few thousand changed inputs. The seed is fixed; the long rounds take another
/// each time. VIGIA_FUZZ_SEED runs one again.
/// </summary>
public sealed class FuzzTargetTests(ITestOutputHelper output)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is not null;
    private static readonly int Rounds = Full ? 100_000 : 3_000;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Run_CorpusAndMutations_EndsAsDocumentedInBoundedMemory(string name)
    {
        IFuzzTarget target = FuzzTargets.All.Single(candidate => candidate.Name == name);
        string[] files = Directory.GetFiles(Repository.File("tests", "Vigia.Fuzz", "Corpus", name));
        Array.Sort(files, StringComparer.Ordinal);
        Assert.NotEmpty(files);
        byte[][] corpus = [.. files.Select(File.ReadAllBytes)];
        int seed = Environment.GetEnvironmentVariable("VIGIA_FUZZ_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Full ? Random.Shared.Next() : 20_240_101;
        output.WriteLine($"seed {seed}");

        foreach (byte[] input in corpus)
        {
            // Also what is made once only: caches, tables, compiled code.
            Run(target, input, seed);
        }

        var mutator = new InputMutator(corpus, seed);
        double most = 0;
        foreach (byte[] input in corpus.Concat(Enumerable.Range(0, Rounds).Select(_ => mutator.Next())))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(target, input, seed);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            long bound = target.BaseBytes + ((long)target.BytesPerInputByte * input.Length);
            Assert.True(allocated <= bound, $"{allocated} bytes allocated, {bound} are the bound: {Describe(input, seed)}");
            most = Math.Max(most, (double)allocated / bound);
        }

        output.WriteLine(FormattableString.Invariant($"at most {most:P1} of the bound was allocated"));
    }

    private static void Run(IFuzzTarget target, byte[] input, int seed)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            Assert.Fail($"{Describe(input, seed)}\n{exception}");
        }
    }

    private static string Describe(byte[] input, int seed) => $"seed {seed}, input in base64: {Convert.ToBase64String(input)}";
}
