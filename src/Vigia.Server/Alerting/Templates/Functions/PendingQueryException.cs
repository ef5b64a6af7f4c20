namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>A template asks a query that has no answer yet: it is to be run again once there is one.</summary>
internal sealed class PendingQueryException(string query) : Exception($"no answer yet: {query}")
{
    public string Query { get; } = query;
}
