using System.Diagnostics.CodeAnalysis;
using Vigia.Fuzz.Targets;

namespace Vigia.Fuzz;

/// <summary><c>list</c>, <c>fuzz TARGET</c> (as afl-fuzz calls it), <c>replay TARGET FILE…</c>, <c>instrument FILE…</c>.</summary>
internal static class Program
{
    private const string Usage = """
        list                  the targets' names
        fuzz TARGET           serve afl-fuzz; see the script run
        replay TARGET FILE…   run each file once and say what came of it
        instrument FILE…      rewrite assemblies so that afl-fuzz sees which way an input takes
        """;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["list"]:
                foreach (IFuzzTarget target in FuzzTargets.All)
                {
                    Console.WriteLine(target.Name);
                }

                return 0;
            case ["fuzz", var name]:
                SharpFuzz.Fuzzer.OutOfProcess.Run(stream =>
                {
                    // Not before: instrumented code, a target's constructor too, writes into memory that is shared only here.
                    IFuzzTarget target = FuzzTargets.All.Single(candidate => candidate.Name == name);
                    using var input = new MemoryStream();
                    stream.CopyTo(input);
                    target.Run(input.ToArray());
                });
                return 0;
            case ["replay", var name, .. var files] when files.Length > 0 && TryFind(name, out IFuzzTarget? target):
                int findings = 0;
                foreach (string file in files)
                {
                    findings += Replay(target, file) ? 0 : 1;
                }

                return findings == 0 ? 0 : 1;
            case ["instrument", .. var files] when files.Length > 0:
                foreach (string file in files)
                {
                    SharpFuzz.Fuzzer.Instrument(file, static _ => true, SharpFuzz.Options.Value);
                }

                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 64;
        }
    }

    private static bool TryFind(string name, [NotNullWhen(true)] out IFuzzTarget? target)
    {
        target = FuzzTargets.All.FirstOrDefault(candidate => candidate.Name == name);
        return target is not null;
    }

    private static bool Replay(IFuzzTarget target, string file)
    {
        try
        {
            byte[] input = File.ReadAllBytes(file);

            // Once more for the memory: the first run makes what is made once only.
            target.Run(input);
            long before = GC.GetAllocatedBytesForCurrentThread();
            target.Run(input);
            Console.WriteLine($"{file}: ok, {GC.GetAllocatedBytesForCurrentThread() - before} bytes allocated for {input.Length}");
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever a target throws is the finding that was asked for.
            Console.WriteLine($"{file}: {exception}");
            return false;
        }
    }
}
