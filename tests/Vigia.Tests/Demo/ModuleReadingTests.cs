using Vigia.Demo;

namespace Vigia.Tests.Demo;

public sealed class ModuleReadingTests
{
    [Fact]
    public void Parse_Exposition_AddsUpTheSeriesOfAName()
    {
        ModuleReading reading = ModuleReading.Parse(
            "# HELP errors_total Total de erros\n# TYPE errors_total counter\n"
            + "errors_total{type=\"a\",source=\"b c\"} 2\nerrors_total{type=\"b\",source=\"c\"} 3.0\n"
            + "auth_attempts_total{success=\"true\"} 9\nauth_attempts_total{success=\"false\"} 4\n"
            + "queue_size 12\ndead_letters 1\nother 7\n");

        Assert.Equal(5, reading.Errors);
        Assert.Equal(4, reading.RefusedAttempts);
        Assert.Equal(12, reading.QueueSize);
        Assert.Equal(1, reading.DeadLetters);
    }
}
