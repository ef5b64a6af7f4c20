using Vigia.Server.Alerting.Templates.Execution;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Syntax;

namespace Vigia.Server.Alerting.Templates;

/// <summary>A parsed template in the language of Go's text/template. Immutable; safe from any thread.</summary>
/// <remarks>https://pkg.go.dev/text/template, with the option missingkey=zero as Prometheus sets it.</remarks>
internal sealed class Template
{
    private readonly IReadOnlyDictionary<string, TemplateTree> _trees;

    private Template(string name, IReadOnlyDictionary<string, TemplateTree> trees) => (Name, _trees) = (name, trees);

    /// <summary>The name that its errors say.</summary>
    public string Name { get; }

    /// <summary>The names of the templates that it can call, its own too.</summary>
    public IEnumerable<string> Defined => _trees.Keys;

    /// <summary>Parses a text.</summary>
    /// <param name="name">The name that errors say.</param>
    /// <param name="text">The text, of at most <see cref="TemplateLimits.MaxSource"/> characters.</param>
    /// <param name="functions">What it may call; those given when it runs must have the same names.</param>
    /// <param name="variables">Variables that will be set before it runs, with their dollars.</param>
    /// <param name="library">Other templates that it may call; what this one defines comes before them.</param>
    /// <exception cref="TemplateException">It does not parse.</exception>
    public static Template Parse(string name, string text, TemplateFunctions functions, IReadOnlyList<string>? variables = null, Template? library = null)
    {
        IReadOnlyDictionary<string, TemplateTree> trees = TemplateParser.Parse(name, text, functions.Contains, variables ?? []);
        if (library is not null)
        {
            var all = new Dictionary<string, TemplateTree>(library._trees, StringComparer.Ordinal);
            foreach ((string defined, TemplateTree tree) in trees)
            {
                all[defined] = tree;
            }

            trees = all;
        }

        return new Template(name, trees);
    }

    /// <summary>The nodes of its own text, not of what it defines, each with whether the dot is still the whole's there.</summary>
    public IEnumerable<(TemplateNode Node, bool IsOwnDot)> Nodes() => TemplateWalk.All(_trees[Name].Body, isOwnDot: true);

    /// <summary>Runs it.</summary>
    /// <param name="data">The dot.</param>
    /// <param name="functions">What it calls.</param>
    /// <param name="variables">The variables that were named when it was parsed.</param>
    /// <param name="limits">Its bounds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="write">How actions write their values where not as they are, for example escaped.</param>
    /// <exception cref="TemplateException">It fails or passes a limit.</exception>
    public string Run(
        object? data,
        TemplateFunctions functions,
        IEnumerable<(string Name, object? Value)> variables,
        TemplateLimits limits,
        CancellationToken cancellationToken,
        Func<object?, string>? write = null) =>
        new TemplateExecution(_trees, functions, limits, write, cancellationToken).Run(_trees[Name], data, variables);
}
