namespace Vigia.PromQL.Engine;

/// <summary>Is told of each query when it is over. Called on the thread that answers it: must be quick and must not throw. Thread-safe.</summary>
public interface IQueryLog
{
    /// <summary>A query is over.</summary>
    void Record(QueryRecord record);
}
