using Vigia.Server.Access.Audit;
using Vigia.Server.Alerting.Rules.Rehearsal;

namespace Vigia.Server.Alerting.Rules.Book;

/// <summary>
/// The files of rules as users see and change them: those that come with the installation are never written, what a user saves lies over them, and every
/// version before is kept. Safe from any thread; writers wait for each other.
/// </summary>
internal interface IRuleBook
{
    /// <summary>The files with their groups as they run, by name.</summary>
    IReadOnlyList<RuleBookFile> Files { get; }

    /// <summary>A file's text as it holds, and the version that a change of it starts from; null where there is none of this name.</summary>
    Task<RuleBookText?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>What there is to say of a text before it is saved: errors, lint.</summary>
    RuleDraftReport Check(string name, string text, CancellationToken cancellationToken);

    /// <summary>
    /// Saves a text over the file of this name, or as a new one, and puts it in force. A text that is refused, or that would make the whole refused, changes
    /// nothing: the report says why.
    /// </summary>
    /// <param name="name">The file's name: letters, digits, <c>. _ -</c>, and <c>.yml</c> or <c>.yaml</c> at the end; at most 100 characters.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="version">The version that the change started from; "" for a new file.</param>
    /// <param name="actor">Who, for the audit.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <exception cref="RuleBookException">The name cannot be one, or somebody else has changed the file meanwhile.</exception>
    Task<RuleDraftReport> SaveAsync(string name, string text, string version, Actor actor, CancellationToken cancellationToken);

    /// <summary>
    /// Goes back to what was before the last change; once more, forward again. False where the user has changed nothing.
    /// </summary>
    /// <exception cref="RuleBookException">What was before is refused now.</exception>
    Task<bool> UndoAsync(string name, Actor actor, CancellationToken cancellationToken);

    /// <summary>Makes an earlier version the current one, which goes to the history. False where there is none of this number.</summary>
    /// <exception cref="RuleBookException">It is refused now.</exception>
    Task<bool> RestoreAsync(string name, int number, Actor actor, CancellationToken cancellationToken);

    /// <summary>Removes the user's file: the one that came with the installation holds again. False where there is none of the user's.</summary>
    /// <exception cref="RuleBookException">Without it the rules are refused.</exception>
    Task<bool> RemoveAsync(string name, Actor actor, CancellationToken cancellationToken);

    /// <summary>Earlier versions, the newest first; also of a file that was removed.</summary>
    IReadOnlyList<RuleBookVersion> Versions(string name);

    /// <summary>An earlier version's text; null where there is none of this number, or there was no file of the user's then.</summary>
    Task<string?> VersionAsync(string name, int number, CancellationToken cancellationToken);
}
