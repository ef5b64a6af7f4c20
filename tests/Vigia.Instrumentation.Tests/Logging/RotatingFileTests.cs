using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Logging.Sinks;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Logging;

public sealed class RotatingFileTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Write_Mode_Is0640()
    {
        using var directory = new TemporaryDirectory();
        using RotatingFile file = Open(directory);
        Write(file, "a");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(directory["log"]) | UnixFileMode.GroupRead);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(directory["log"]) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));
    }

    /// <summary>
    /// The rotation is stopped after each of its renames, as a crash would, and the program starts anew. No old line may
    /// be missing but those of the one file that a whole rotation removes, and only once.
    /// </summary>
    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    [InlineData(1)]
    public void Rotate_CrashAfterAnyStep_LosesNothing(int oldFiles)
    {
        for (int steps = 1; steps <= Math.Min(oldFiles, 4) + 1; steps++)
        {
            using var directory = new TemporaryDirectory();
            Fill(directory, oldFiles);
            Crash(directory, steps);
            // Start again: one more line, which makes the rotation happen that was broken off.
            using (RotatingFile file = Open(directory))
            {
                Write(file, "new");
            }

            string[] kept = Contents(directory);
            string[] expected = ["live", .. Enumerable.Range(1, oldFiles).Select(static i => $"old{i}"), "new"];
            if (oldFiles == 5)
            {
                // The row was full: the oldest goes, as in a rotation without a crash.
                expected = [.. expected.Where(static line => line != "old5")];
            }

            Assert.True(expected.All(kept.Contains), $"after {steps} renames of {oldFiles}: kept {string.Join(',', kept)}");
            Assert.Equal(kept.Length, kept.Distinct().Count());
        }
    }

    [Fact]
    public void Rotate_CrashedRotationOfAFullRow_EndsAsIfItHadNotCrashed()
    {
        string[] Run(int? crashAfter)
        {
            using var directory = new TemporaryDirectory();
            Fill(directory, 5);
            if (crashAfter is { } steps)
            {
                Crash(directory, steps);
            }

            using (RotatingFile file = Open(directory))
            {
                Write(file, "new");
            }

            return [.. Enumerable.Range(0, 7).Select(i => Read(directory[i == 0 ? "log" : $"log.{i}"]))];
        }

        string[] whole = Run(null);
        Assert.Equal(["new\n", "live\n", "old1\n", "old2\n", "old3\n", "old4\n", ""], whole);
        Assert.All([1, 2, 3, 4, 5], steps => Assert.Equal(whole, Run(steps)));
    }

    [Fact]
    public void Rotate_RenameFails_KeepsWritingAndTriesAgain()
    {
        using var directory = new TemporaryDirectory();
        bool broken = true;
        using var file = new RotatingFile(directory["log"], 10, 5, _time, rename: (from, to) =>
        {
            if (broken)
            {
                throw new IOException("no");
            }

            File.Move(from, to, overwrite: true);
        });
        Write(file, "aaaaaaa", "bbbbbbb", "ccccccc");
        Assert.Equal("aaaaaaa\nbbbbbbb\nccccccc\n", Read(directory["log"]));
        broken = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        Write(file, "d");
        Assert.Equal("d\n", Read(directory["log"]));
        Assert.Equal("aaaaaaa\nbbbbbbb\nccccccc\n", Read(directory["log.1"]));
    }

    [Fact]
    public void Write_FileMovedAway_ReopensUnderItsName()
    {
        using var directory = new TemporaryDirectory();
        using RotatingFile file = Open(directory, maxBytes: 1000);
        Write(file, "a");
        File.Move(directory["log"], directory["moved"]);
        Write(file, "b");
        File.Delete(directory["log"]);
        Write(file, "c");
        // Replaced by another file in one step, as an editor does.
        File.WriteAllText(directory["other"], "other\n");
        File.Move(directory["other"], directory["log"], overwrite: true);
        Write(file, "d");
        Assert.Equal("a\n", Read(directory["moved"]));
        Assert.Equal("other\nd\n", Read(directory["log"]));
    }

    [Fact]
    public void Write_DirectoryRemoved_MakesItAgain()
    {
        using var directory = new TemporaryDirectory();
        using var file = new RotatingFile(directory["logs/log"], 1000, 5, _time);
        Write(file, "a");
        Directory.Delete(directory["logs"], recursive: true);
        Write(file, "b");
        Assert.Equal("b\n", Read(directory["logs/log"]));
    }

    [Fact]
    public void Write_FileCutByAnother_GoesOnAtItsEnd()
    {
        using var directory = new TemporaryDirectory();
        using RotatingFile file = Open(directory, maxBytes: 1000);
        Write(file, "aaaa");
        File.WriteAllText(directory["log"], "");
        Write(file, "b");
        File.AppendAllText(directory["log"], "foreign without end");
        Write(file, "c");
        Assert.Equal("b\nforeign without end\nc\n", Read(directory["log"]));
    }

    [Fact]
    public void Write_TornTailOfACrash_GetsItsNewlineFirst()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["log"], "whole\ntor");
        using RotatingFile file = Open(directory, maxBytes: 1000);
        Write(file, "next");
        Assert.Equal("whole\ntor\nnext\n", Read(directory["log"]));
    }

    [Fact]
    public void Write_FullDevice_FailsAndRecoversWhenThePathLeadsElsewhere()
    {
        using var directory = new TemporaryDirectory();
        File.CreateSymbolicLink(directory["log"], "/dev/full");
        using RotatingFile file = Open(directory, maxBytes: 1000);
        byte[] lines = "one\ntwo\n"u8.ToArray();
        int position = 0;
        Assert.Throws<IOException>(() => file.Write(lines, ref position));
        Assert.Equal(0, position);
        File.Delete(directory["log"]);
        file.Dispose();
        file.Write(lines, ref position);
        Assert.Equal("one\ntwo\n", Read(directory["log"]));
    }

    [Fact]
    public void Write_DeviceOrDirectory_IsNeverRotated()
    {
        using var directory = new TemporaryDirectory();
        File.CreateSymbolicLink(directory["log"], "/dev/null");
        using RotatingFile file = Open(directory);
        Write(file, new string('x', 50), new string('y', 50));
        Assert.False(File.Exists(directory["log.1"]));
        Assert.Equal("/dev/null", new FileInfo(directory["log"]).LinkTarget);
    }

    /// <summary>Full of old files, each with one line that fills it, so that the next line rotates.</summary>
    private static void Fill(TemporaryDirectory directory, int oldFiles)
    {
        File.WriteAllText(directory["log"], "live\n");
        for (int i = 1; i <= oldFiles; i++)
        {
            File.WriteAllText(directory[$"log.{i}"], $"old{i}\n");
        }
    }

    private void Crash(TemporaryDirectory directory, int afterSteps)
    {
        int steps = 0;
        using var file = new RotatingFile(directory["log"], 6, 5, _time, rename: (from, to) =>
        {
            File.Move(from, to, overwrite: true);
            if (++steps == afterSteps)
            {
                throw new OperationCanceledException("crash");
            }
        });
        Assert.Throws<OperationCanceledException>(() => Write(file, "crashing"));
    }

    private RotatingFile Open(TemporaryDirectory directory, long maxBytes = 6) => new(directory["log"], maxBytes, 5, _time);

    private static void Write(RotatingFile file, params string[] lines)
    {
        int position = 0;
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n")));
        file.Write(bytes, ref position);
        Assert.Equal(bytes.Length, position);
    }

    private static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static string[] Contents(TemporaryDirectory directory) =>
        [.. Directory.GetFiles(directory.Path).SelectMany(File.ReadAllLines).Order()];
}
