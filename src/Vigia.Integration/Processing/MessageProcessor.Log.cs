using Microsoft.Extensions.Logging;

namespace Vigia.Integration.Processing;

// Parameters are named as the guide names the details, so that no rule for names stands between the two.
internal sealed partial class MessageProcessor
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Mensagem processada")]
    private partial void LogProcessed(string message_id, string protocol, string status, long processing_time_ms);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mensagem filtrada")]
    private partial void LogFiltered(
        string message_id, string protocol, string status, long processing_time_ms, string reason, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Falha ao processar a mensagem, nova tentativa agendada")]
    private partial void LogRetry(
        string message_id, string protocol, string status, long processing_time_ms, string error_type, string error, int attempt,
        long retry_in_ms, string route);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mensagem não processada, movida para as mensagens mortas")]
    private partial void LogDead(
        string message_id, string protocol, string status, long processing_time_ms, string error_type, string error, int attempt, string route);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Mensagem adiada: entregas suspensas")]
    private partial void LogDeferred(string message_id, string protocol, long retry_in_ms, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reserva da mensagem perdida, resultado descartado")]
    private partial void LogLeaseLost(string message_id, string protocol, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mensagem devolvida à fila")]
    private partial void LogReleased(string message_id, string protocol);

    [LoggerMessage(Level = LogLevel.Error, Message = "Resultado da mensagem não gravado, ela será processada de novo")]
    private partial void LogUnsettled(Exception exception, string message_id, string protocol);
}
