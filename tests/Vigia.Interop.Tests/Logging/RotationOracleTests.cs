using System.Globalization;
using System.Text;
using CsCheck;
using Vigia.Instrumentation.Logging.Sinks;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Logging;

/// <summary>The same lines given to Python's <c>RotatingFileHandler</c> and to the log's file leave the same files, byte for byte.</summary>
public sealed class RotationOracleTests
{
    /// <summary>
    /// Reads cases from standard input. A case is a line <c>case FOLDER LIMIT BACKUPS</c>, then lines <c>log TEXT</c> and
    /// <c>reopen</c>; text is hex.
    /// </summary>
    private const string Script = """
        import logging, sys
        from logging.handlers import RotatingFileHandler
        handler = None
        for line in sys.stdin:
            word, _, rest = line.rstrip('\n').partition(' ')
            if word == 'case':
                if handler: handler.close()
                folder, limit, backups = rest.rsplit(' ', 2)
                def open_handler():
                    return RotatingFileHandler(folder + '/integracao.log', maxBytes=int(limit), backupCount=int(backups), encoding='utf-8')
                handler = open_handler()
            elif word == 'reopen':
                handler.close()
                handler = open_handler()
            else:
                handler.emit(logging.LogRecord('x', logging.INFO, '', 0, bytes.fromhex(rest).decode('utf-8'), None, None))
        if handler: handler.close()
        """;

    /// <summary>A line of this text; null opens the file anew.</summary>
    private sealed record Step(string? Text);

    private sealed record Case(long MaxBytes, int BackupCount, IReadOnlyList<Step> Steps, IReadOnlyDictionary<string, string>? Before = null);

    [Fact]
    public async Task Write_EdgeCases_LeaveTheFilesOfPython()
    {
        static Step[] Lines(params int[] lengths) => [.. lengths.Select(static (length, i) => new Step(new string((char)('a' + (i % 26)), length)))];
        List<Case> cases =
        [
            new(100, 5, Lines(99, 1, 98, 1, 1)),
            new(100, 5, Lines(98, 0, 0, 99, 100, 101, 500, 3)),
            new(10, 5, Lines(500, 500, 1, 500)),
            new(1, 5, Lines(0, 0, 1, 2, 3, 4, 5, 6, 7)),
            new(50, 1, Lines([.. Enumerable.Range(0, 40)])),
            new(50, 12, Lines([.. Enumerable.Repeat(30, 40)])),
            new(0, 5, Lines(500, 500)),
            new(50, 0, Lines(30, 30, 30)),
            // Two bytes a character, three, four: Python counts characters of the line, but bytes in the file.
            new(100, 5, [.. Enumerable.Repeat(new Step(new string('ç', 48)), 9)]),
            new(100, 5, [.. Enumerable.Range(40, 20).Select(static n => new Step(new string('ç', n)))]),
            new(100, 5, [.. Enumerable.Range(20, 40).Select(static n => new Step(new string('€', n / 2)))]),
            new(100, 5, [.. Enumerable.Range(10, 60).Select(static n => new Step(string.Concat(Enumerable.Repeat("😀", n))))]),
            new(100, 5, [.. Lines(60), new Step(null), .. Lines(38), new Step(null), .. Lines(1, 99), new Step(null), new Step(null), .. Lines(5)]),
            new(100, 5, Lines(10), new Dictionary<string, string> { ["integracao.log"] = new string('x', 94) + "\n" }),
            new(100, 5, Lines(10), new Dictionary<string, string> { ["integracao.log"] = "" }),
            new(100, 5, Lines(200), new Dictionary<string, string> { ["integracao.log"] = "" }),
            new(100, 5, Lines(60, 60, 60), new Dictionary<string, string> { ["integracao.log.1"] = "1\n", ["integracao.log.5"] = "5\n", ["integracao.log.6"] = "6\n" }),
            new(100, 5, Lines(60, 60, 60), new Dictionary<string, string> { ["integracao.log"] = "0\n", ["integracao.log.2"] = "2\n" }),
        ];
        await CompareAsync(cases);
    }

    [Fact]
    public async Task Write_RandomLines_LeaveTheFilesOfPython()
    {
        Gen<string> text = Gen.OneOf(
            Gen.String[Gen.Char['a', 'z'], 0, 60],
            Gen.String[Gen.Char["aç€ "], 0, 60],
            Gen.Int[0, 30].Select(static n => string.Concat(Enumerable.Repeat("😀", n))),
            Gen.String[Gen.Char['a', 'z'], 0, 400]);
        Gen<Step> step = Gen.Frequency((20, text.Select(static line => new Step(line))), (1, Gen.Const(new Step(null))));
        Gen<Case> random = Gen.Select(Gen.Long[1, 300], Gen.Int[0, 7], step.List[0, 60], static (limit, backups, steps) => new Case(limit, backups, steps));
        // One Python takes all cases: they are drawn first and compared together.
        List<Case> cases = [];
        random.Sample(one =>
        {
            lock (cases)
            {
                cases.Add(one);
            }
        }, iter: 400, threads: 1);
        await CompareAsync(cases);
    }

    [Fact]
    public async Task Write_TheGuidesLimits_LeaveTheFilesOfPython()
    {
        // Some 75 MB of lines of the guide's form: seven files' worth, so that the oldest goes.
        string line = """{"timestamp":"2024-01-01T00:00:00Z","level":"INFO","service":"integracao","component":"message_processor","message":"Mensagem processada: ação","details":{"text":"#"},"context":{}}""";
        var random = new Random(5);
        List<Step> steps = [];
        for (long bytes = 0; bytes < 75_000_000; bytes += Encoding.UTF8.GetByteCount(steps[^1].Text!) + 1)
        {
            steps.Add(new Step(line.Replace("#", new string('x', random.Next(0, 5000)), StringComparison.Ordinal)));
        }

        await CompareAsync([new Case(10_485_760, 5, steps)]);
    }

    private static async Task CompareAsync(IReadOnlyList<Case> cases)
    {
        using var directory = new TemporaryDirectory();
        var input = new StringBuilder();
        for (int i = 0; i < cases.Count; i++)
        {
            string theirs = Prepare(directory[$"python-{i}"], cases[i]);
            string ours = Prepare(directory[$"vigia-{i}"], cases[i]);
            input.Append(CultureInfo.InvariantCulture, $"case {theirs} {cases[i].MaxBytes} {cases[i].BackupCount}\n");
            foreach (Step step in cases[i].Steps)
            {
                input.Append(step.Text is null ? "reopen" : $"log {Convert.ToHexString(Encoding.UTF8.GetBytes(step.Text))}").Append('\n');
            }

            WriteOurs(ours, cases[i]);
        }

        ExternalResult python = await ExternalProcess.RunAsync(ExternalProcess.FindPython(), ["-c", Script], input.ToString(), TimeSpan.FromMinutes(2), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, python.Error);
        Assert.Equal("", python.Error);
        for (int i = 0; i < cases.Count; i++)
        {
            SameFiles(directory[$"python-{i}"], directory[$"vigia-{i}"], $"case {i}: {cases[i].MaxBytes} bytes, {cases[i].BackupCount} old files");
        }
    }

    private static string Prepare(string folder, Case one)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, string text) in one.Before ?? new Dictionary<string, string>())
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        return folder;
    }

    /// <summary>Lines go in batches of changing size, as the log's writer hands them over.</summary>
    private static void WriteOurs(string folder, Case one)
    {
        RotatingFile Open() => new(Path.Combine(folder, "integracao.log"), one.MaxBytes, one.BackupCount, TimeProvider.System);
        RotatingFile file = Open();
        var random = new Random(7);
        using var batch = new MemoryStream();
        void Flush()
        {
            int position = 0;
            file.Write(batch.ToArray(), ref position);
            batch.SetLength(0);
        }

        Flush();
        foreach (Step step in one.Steps)
        {
            if (step.Text is null)
            {
                Flush();
                file.Dispose();
                file = Open();
                Flush();
                continue;
            }

            batch.Write(Encoding.UTF8.GetBytes(step.Text + "\n"));
            if (random.Next(4) == 0)
            {
                Flush();
            }
        }

        Flush();
        file.Dispose();
    }

    private static void SameFiles(string theirs, string ours, string what)
    {
        static string?[] Names(string folder) => [.. Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
        Assert.True(Names(theirs).SequenceEqual(Names(ours)), $"{what}: Python has {string.Join(' ', Names(theirs))}, we have {string.Join(' ', Names(ours))}");
        foreach (string? name in Names(theirs))
        {
            Assert.True(File.ReadAllBytes(Path.Combine(theirs, name!)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(ours, name!))), $"{what}: {name} differs");
        }
    }
}
