using Microsoft.Extensions.Logging;

namespace Vigia.Benchmarks.Logging;

/// <summary>The guide's example event.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "Mensagem {MessageId} processada por {Protocol}: {Status} em {ProcessingTimeMs} ms")]
    public static partial void Processed(ILogger logger, string messageId, string protocol, string status, int processingTimeMs);
}
