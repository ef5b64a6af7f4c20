using Microsoft.AspNetCore.Components.Authorization;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Callers;
using Vigia.Server.Alerting.Rules;
using Vigia.Server.Alerting.Rules.Book;
using Vigia.Server.Alerting.Rules.Drafting;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Console.Alerts;

/// <summary>Rules for one visitor: what is changed is changed in the visitor's name. One instance a circuit.</summary>
internal sealed class RuleDesk(
    IRuleBook book, IRuleStatus status, RuleDraftExamination examination, RuleDraftExaminer examiner, AuthenticationStateProvider visitors, TimeProvider time)
{
    /// <summary>The files with their groups as they run.</summary>
    public IReadOnlyList<RuleBookFile> Files => book.Files;

    /// <summary>Why the last reading of files was refused; none where it was not.</summary>
    public IReadOnlyList<ConfigurationIssue> Refusals => [.. status.Issues.Where(static issue => !issue.IsWarning)];

    /// <summary>Whether the visitor may change rules.</summary>
    public async Task<bool> MayChangeAsync() => (await visitors.GetAuthenticationStateAsync()).User.HasScope(AccessScopes.WriteConsole);

    /// <summary>What the lint finds in the rules that run, with the store's own metrics.</summary>
    public IReadOnlyList<LintFinding> Lint(CancellationToken cancellationToken) =>
        RuleLint.Examine([.. status.Groups.Select(static group => group.Evaluation.Group)], examination.LintOptions(cancellationToken));

    /// <summary>A file's text; null where there is none.</summary>
    public Task<RuleBookText?> ReadAsync(string name, CancellationToken cancellationToken) => book.ReadAsync(name, cancellationToken);

    /// <summary>Whether there is something to go back to.</summary>
    public bool CanUndo(string name) => book.Versions(name).Count > 0;

    /// <summary>What there is to say of a text.</summary>
    public RuleDraftReport Check(string name, string text, CancellationToken cancellationToken) => book.Check(name, text, cancellationToken);

    /// <summary>Why a new file cannot have a name; null where it can.</summary>
    /// <param name="name">The name.</param>
    /// <param name="exists">What is said where there is such a file.</param>
    public string? NameProblem(string name, string exists)
    {
        try
        {
            RuleFileStore.Require(name);
            return book.Files.Any(file => file.Name == name) ? exists : null;
        }
        catch (RuleBookException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>What there is to say of one rule, put into a file's text.</summary>
    public RuleDraftCheck Check(string name, string text, RulePlace place, RuleDraft draft, CancellationToken cancellationToken) =>
        examiner.Check(text, name, place, draft, cancellationToken);

    /// <summary>What a rule finds now.</summary>
    public Task<RulePreview> PreviewAsync(Rule rule, CancellationToken cancellationToken) => examiner.PreviewAsync(rule, cancellationToken);

    /// <summary>What a rule would have done.</summary>
    /// <exception cref="RuleEvaluationException">It cannot be known.</exception>
    public async Task<(RehearsedRule Rule, RehearsalSpan Span)> RehearseAsync(RuleGroup group, TimeSpan since, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var span = new RehearsalSpan(now - since, now);
        return (await examiner.RehearseAsync(group, span, cancellationToken), span);
    }

    /// <summary>What a text would have done.</summary>
    /// <exception cref="RuleEvaluationException">There are more rules than allowed.</exception>
    public async Task<(RuleDraftReport Report, RehearsalSpan Span)> RehearseAsync(string name, string text, TimeSpan since, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var span = new RehearsalSpan(now - since, now);
        return (await examination.RehearseAsync(text, name, span, cancellationToken), span);
    }

    /// <summary>Saves a text.</summary>
    /// <exception cref="RuleBookException">It cannot be saved.</exception>
    public async Task<RuleDraftReport> SaveAsync(string name, string text, string version, CancellationToken cancellationToken) =>
        await book.SaveAsync(name, text, version, await ActorAsync(), cancellationToken);

    /// <summary>Goes back to what was before the last change.</summary>
    /// <exception cref="RuleBookException">It cannot be changed.</exception>
    public async Task<bool> UndoAsync(string name, CancellationToken cancellationToken) => await book.UndoAsync(name, await ActorAsync(), cancellationToken);

    /// <summary>Removes the user's file.</summary>
    /// <exception cref="RuleBookException">It cannot be changed.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => await book.RemoveAsync(name, await ActorAsync(), cancellationToken);

    // A page that shows no button is no guard: whoever changes is asked here.
    private async Task<Actor> ActorAsync() =>
        (await visitors.GetAuthenticationStateAsync()).User is { } user && user.HasScope(AccessScopes.WriteConsole)
            ? Actor.Of(user)
            : throw new RuleBookException($"This wants the scope {AccessScopes.WriteConsole}.");
}
