using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Formatting;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Syntax;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Execution;

/// <summary>Runs one template once: bounded in steps, output and depth. Not thread-safe.</summary>
internal sealed partial class TemplateExecution(
    IReadOnlyDictionary<string, TemplateTree> trees, TemplateFunctions functions, TemplateLimits limits, Func<object?, string>? write, CancellationToken cancellationToken)
{
    private const string NoValue = "<no value>";

    private readonly StringBuilder _output = new();
    private TemplateTree _tree = null!;
    private Scope _scope = new();
    private int _steps;
    private int _depth;
    private TemplateNode? _node;

    /// <summary>Runs a template.</summary>
    /// <param name="tree">The template.</param>
    /// <param name="data">The dot.</param>
    /// <param name="variables">Variables that are set before it.</param>
    /// <exception cref="TemplateException">It fails or passes a limit.</exception>
    public string Run(TemplateTree tree, object? data, IEnumerable<(string Name, object? Value)> variables)
    {
        _tree = tree;
        _scope.Push("$", data);
        foreach ((string name, object? value) in variables)
        {
            _scope.Push(name, value);
        }

        try
        {
            RunList(tree.Body, data);
        }
        catch (TemplateCallException exception)
        {
            // Of printing a value that is too long or too deep; functions are caught where they are called.
            throw _tree.Error(_node ?? _tree.Body, exception.Message, exception);
        }

        return _output.ToString();
    }

    private Flow RunList(ListNode list, object? dot)
    {
        foreach (TemplateNode node in list.Nodes)
        {
            Flow flow = RunNode(node, dot);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow RunNode(TemplateNode node, object? dot)
    {
        Step(node);
        switch (node)
        {
            case TextNode text:
                Write(node, text.Text);
                return Flow.Next;
            case ActionNode action:
                object? value = Evaluate(action.Pipe, dot);
                if (action.Pipe.Variables.Count == 0)
                {
                    Write(action.Pipe, write is null ? Text(value) : write(value));
                }

                return Flow.Next;
            case LoopExitNode exit:
                return exit.IsBreak ? Flow.Break : Flow.Continue;
            case TemplateCallNode call:
                CallTemplate(call, dot);
                return Flow.Next;
            default:
                return RunBranch((BranchNode)node, dot);
        }
    }

    /// <summary>What an action writes: of a pointer what it points to.</summary>
    internal static string Text(object? value) => value switch
    {
        null => NoValue,
        ITemplateObject other => other.Print(),
        _ => GoFormat.Print(value),
    };

    private Flow RunBranch(BranchNode branch, object? dot)
    {
        int mark = _scope.Mark;
        object? value = Evaluate(branch.Pipe, dot, setsVariables: branch.Kind != BranchKind.Range);
        Flow flow;
        if (branch.Kind == BranchKind.Range)
        {
            flow = RunRange(branch, value, dot);
        }
        else if (GoType.IsTrue(value))
        {
            flow = RunList(branch.Body, branch.Kind == BranchKind.With ? value : dot);
        }
        else
        {
            flow = branch.Else is null ? Flow.Next : RunList(branch.Else, dot);
        }

        _scope.PopTo(mark);
        return flow;
    }

    private Flow RunRange(BranchNode branch, object? value, object? dot)
    {
        bool isAny = false;
        foreach ((object? key, object? item) in Elements(branch, value))
        {
            isAny = true;
            Step(branch);
            int mark = _scope.Mark;
            SetRangeVariables(branch.Pipe, key, item, value is long);
            Flow flow = RunList(branch.Body, item);
            _scope.PopTo(mark);
            if (flow == Flow.Break)
            {
                return Flow.Next;
            }
        }

        return isAny || branch.Else is null ? Flow.Next : RunList(branch.Else, dot);
    }

    private IEnumerable<(object? Key, object? Item)> Elements(BranchNode branch, object? value)
    {
        switch (value)
        {
            case null: return [];
            case IReadOnlyList<object?> list: return list.Select(static (item, index) => ((object?)(long)index, item));
            case ITemplateMap map: return map.Entries.Select(static entry => ((object?)entry.Key, entry.Value));
            case long count: return Count(count);
            default: throw _tree.Error(branch.Pipe, $"range can't iterate over {GoFormat.Print(value)}");
        }

        static IEnumerable<(object? Key, object? Item)> Count(long count)
        {
            for (long i = 0; i < count; i++)
            {
                yield return (i, i);
            }
        }
    }

    private void SetRangeVariables(PipeNode pipe, object? key, object? item, bool isCount)
    {
        if (pipe.Variables.Count == 0)
        {
            return;
        }

        if (isCount && pipe.Variables.Count > 1)
        {
            throw _tree.Error(pipe, $"range over {GoFormat.Print(key)} permits only one iteration variable");
        }

        SetVariable(pipe, pipe.Variables[^1], item);
        if (pipe.Variables.Count > 1)
        {
            SetVariable(pipe, pipe.Variables[0], key);
        }
    }

    private void SetVariable(PipeNode pipe, string name, object? value)
    {
        if (pipe.IsAssignment)
        {
            _scope.Set(name, value);
        }
        else
        {
            _scope.Push(name, value);
        }
    }

    private void CallTemplate(TemplateCallNode call, object? dot)
    {
        if (!trees.TryGetValue(call.Name, out TemplateTree? tree))
        {
            throw _tree.Error(call, $"template {QuotedText.Quote(call.Name)} not defined");
        }

        if (++_depth > limits.MaxDepth)
        {
            throw _tree.Error(call, string.Create(CultureInfo.InvariantCulture, $"exceeded maximum template depth ({limits.MaxDepth})"));
        }

        object? data = call.Pipe is null ? null : Evaluate(call.Pipe, dot);
        (TemplateTree caller, Scope outer) = (_tree, _scope);
        (_tree, _scope) = (tree, new Scope());
        _scope.Push("$", data);
        RunList(tree.Body, data);
        (_tree, _scope) = (caller, outer);
        _depth--;
    }

    private void Write(TemplateNode node, string text)
    {
        if (_output.Length + text.Length > limits.MaxOutput)
        {
            throw _tree.Error(node, $"the text would be longer than {limits.MaxOutput} characters");
        }

        _output.Append(text);
    }

    private void Step(TemplateNode node)
    {
        _node = node;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw _tree.Error(node, "templates and blocks are nested too deeply");
        }

        if (++_steps > limits.MaxSteps)
        {
            throw _tree.Error(node, $"exceeded {limits.MaxSteps} steps");
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
