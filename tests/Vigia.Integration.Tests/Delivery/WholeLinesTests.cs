using System.Text;
using Vigia.Integration.Delivery.Files;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Delivery;

public sealed class WholeLinesTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("half", 0)]
    [InlineData("a\nb\n", 4)]
    [InlineData("a\nb\nhal", 4)]
    [InlineData("a\n\0\0b\nc\n", 2)]
    [InlineData("a\nb\0\nc\n", 2)]
    [InlineData("\0\n", 0)]
    public async Task Measure_Text_EndsBeforeWhatWasCutOff(string text, long expected) => Assert.Equal(expected, await MeasureAsync(text));

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public async Task Measure_LinesLongerThanItsBuffer_AreSeenWhole(int length)
    {
        string line = new string('x', length - 1) + "\n";
        Assert.Equal(length, await MeasureAsync(line));
        Assert.Equal(length, await MeasureAsync(line + new string('y', length)));
        Assert.Equal(length, await MeasureAsync(line + new string('y', length) + "\0\n"));
        Assert.Equal(2L * length, await MeasureAsync(line + line));
    }

    private static async Task<long> MeasureAsync(string text)
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["lines"], text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        using IOpenFile file = new FileDisk().Open(folder["lines"]);
        return WholeLines.Measure(file);
    }
}
