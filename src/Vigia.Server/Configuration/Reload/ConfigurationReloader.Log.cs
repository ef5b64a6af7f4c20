using Microsoft.Extensions.Logging;

namespace Vigia.Server.Configuration.Reload;

internal sealed partial class ConfigurationReloader
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Configuração de monitoramento carregada")]
    private partial void LogLoaded(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuração de monitoramento: {Issue}")]
    private partial void LogWarning(string issue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuração de monitoramento recusada, a anterior continua valendo: {Issue}")]
    private partial void LogRefused(string issue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuração de monitoramento não aplicada por inteiro")]
    private partial void LogNotApplied(Exception exception, string file);
}
