using CsCheck;
using Vigia.Server.Alerting.Rules.Running;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules.Running;

public sealed class GroupScheduleTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    [Fact]
    public void After_AnyTime_IsTheNextOfTheSameAlignedTimes() =>
        Gen.Select(Gen.Int[1, 7200], Gen.Long[-10_000, 4_000_000_000], Gen.String[Gen.Char.AlphaNumeric, 1, 10]).Sample((seconds, at, name) =>
        {
            var interval = TimeSpan.FromSeconds(seconds);
            var schedule = new GroupSchedule("rules.yml", name, interval);
            DateTimeOffset now = Epoch.AddSeconds(at);
            DateTimeOffset due = schedule.After(now);
            Assert.InRange(due - now, TimeSpan.FromTicks(1), interval);
            Assert.Equal(0, (due - Epoch - schedule.Offset).Ticks % interval.Ticks);
            Assert.Equal(due + interval, schedule.After(due));
        });

    [Fact]
    public void Offset_ManyGroups_AreSpreadOverTheInterval()
    {
        int[] quarters = new int[4];
        for (int i = 0; i < 1000; i++)
        {
            quarters[(int)(4 * (new GroupSchedule("rules.yml", $"group {i}", TimeSpan.FromMinutes(1)).Offset / TimeSpan.FromMinutes(1)))]++;
        }

        Assert.All(quarters, static count => Assert.InRange(count, 180, 320));
    }

    [Fact]
    public void Offset_OtherFile_IsAnother() =>
        Assert.NotEqual(new GroupSchedule("a.yml", "g", TimeSpan.FromHours(1)).Offset, new GroupSchedule("b.yml", "g", TimeSpan.FromHours(1)).Offset);

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(59, 1, 0)]
    [InlineData(60, 1, 0)]
    [InlineData(119, 1, 0)]
    [InlineData(120, 2, 1)]
    [InlineData(305, 5, 4)]
    public void Next_AfterALongEvaluation_LeavesOutWhatWasMissed(int seconds, int minutes, long missed)
    {
        var schedule = new GroupSchedule("a.yml", "g", TimeSpan.FromMinutes(1));
        Assert.Equal((Epoch.AddMinutes(minutes), missed), schedule.Next(Epoch, Epoch.AddSeconds(seconds)));
    }
}
