using Vigia.Model.Queries;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>
/// The answers to what templates ask at one time. Templates run without waiting: one that asks something new stops there, and runs again from its
/// begin when the answer has come. A template has no side effects, and the same question is asked once for all that use it. Not thread-safe.
/// </summary>
/// <param name="ask">Evaluates a query.</param>
internal sealed class QueryAnswers(Func<string, CancellationToken, ValueTask<VectorValue>> ask)
{
    /// <summary>How many different queries there may be.</summary>
    public const int MaxQueries = 1000;

    private readonly Dictionary<string, (VectorValue? Vector, string? Error)> _answers = new(StringComparer.Ordinal);

    /// <summary>The answer to a query.</summary>
    /// <exception cref="PendingQueryException">There is none yet.</exception>
    /// <exception cref="TemplateCallException">The query failed.</exception>
    public VectorValue Get(string query) => _answers.TryGetValue(query, out (VectorValue? Vector, string? Error) answer)
        ? answer.Vector ?? throw new TemplateCallException(answer.Error!)
        : throw new PendingQueryException(query);

    /// <summary>Runs a template until it has all the answers that it asks for.</summary>
    public async ValueTask<string> RunAsync(Func<string> template, CancellationToken cancellationToken)
    {
        while (true)
        {
            string pending;
            try
            {
                return template();
            }
            catch (PendingQueryException question)
            {
                pending = question.Query;
            }

            _answers[pending] = _answers.Count < MaxQueries ? await AskAsync(pending, cancellationToken) : (null, $"templates ask more than {MaxQueries} different queries");
        }
    }

    private async ValueTask<(VectorValue? Vector, string? Error)> AskAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            return (await ask(query, cancellationToken), null);
        }
        catch (Exception exception) when (exception is QueryException or TemplateCallException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, exception.Message);
        }
    }
}
