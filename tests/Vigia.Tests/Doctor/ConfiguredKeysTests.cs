using Vigia.Doctor.Settings;

namespace Vigia.Tests.Doctor;

public sealed class ConfiguredKeysTests
{
    [Theory]
    [InlineData("Queue:Capasity", "Queue:Capacity")]
    [InlineData("queue:capacity", "Queue:Capacity")]
    [InlineData("Quue:Capacity", "Queue:Capacity")]
    [InlineData("Data:Pth", "Data:Path")]
    [InlineData("Something:Else:Entirely", null)]
    [InlineData("Queue", null)]
    public void Nearest_Key_IsTheOneWithTheFewestChanges(string key, string? expected) =>
        Assert.Equal(expected, ConfiguredKeys.Nearest(key, ["Queue:Capacity", "Queue:CapacityBytes", "Data:Path", "Data"]) is { } found && found != "Data" ? found : null);
}
