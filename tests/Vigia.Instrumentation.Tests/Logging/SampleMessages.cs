using Microsoft.Extensions.Logging;

namespace Vigia.Instrumentation.Tests.Logging;

internal static partial class SampleMessages
{
    [LoggerMessage(1, LogLevel.Information, "Mensagem processada")]
    public static partial void Processed(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "Mensagem {MessageId} processada por {Protocol}: {Status} em {ProcessingTimeMs} ms")]
    public static partial void ProcessedWithDetails(ILogger logger, string messageId, string protocol, string status, int processingTimeMs);

    [LoggerMessage(3, LogLevel.Error, "Muitos: {A} {B} {C} {D} {E} {F} {G} {Password}")]
    public static partial void Many(ILogger logger, int a, int b, int c, int d, int e, int f, int g, string password);

    [LoggerMessage(4, LogLevel.Warning, "Alinhado [{Left,-6}] [{Right,6}] [{Number:F2}] {{literal}}")]
    public static partial void Aligned(ILogger logger, string left, string right, double number);
}
