using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Syntax;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Execution;

internal sealed partial class TemplateExecution
{
    private object? Evaluate(PipeNode pipe, object? dot, bool setsVariables = true)
    {
        Step(pipe);
        object? value = null;
        for (int i = 0; i < pipe.Commands.Count; i++)
        {
            value = Command(pipe.Commands[i], dot, i > 0, value);
        }

        if (setsVariables)
        {
            foreach (string name in pipe.Variables)
            {
                SetVariable(pipe, name, value);
            }
        }

        return value;
    }

    /// <summary>A command's value; <paramref name="piped"/> is its last argument where there is a command before it.</summary>
    private object? Command(CommandNode command, object? dot, bool isPiped, object? piped)
    {
        TemplateNode first = command.Words[0];
        switch (first)
        {
            case FunctionNode function:
                return CallFunction(command, function, dot, isPiped, piped);
            case FieldNode field:
                return Follow(command, dot, field.Names, dot, isPiped, piped);
            case VariableNode { Fields.Count: > 0 } variable:
                return Follow(command, _scope.Get(variable.Name), variable.Fields, dot, isPiped, piped);
            case ChainNode chain:
                return Follow(command, Word(chain.Inner, dot), chain.Fields, dot, isPiped, piped);
            case NilNode:
                throw _tree.Error(first, "nil is not a command");
        }

        if (command.Words.Count > 1 || isPiped)
        {
            throw _tree.Error(first, $"can't give argument to non-function {_tree.Source[first.Start..first.End]}");
        }

        return Word(first, dot);
    }

    /// <summary>The value of a word that takes no arguments.</summary>
    private object? Word(TemplateNode word, object? dot)
    {
        Step(word);
        return word switch
        {
            DotNode => dot,
            NilNode => null,
            LiteralNode literal => literal.Value,
            PipeNode pipe => Parenthesized(pipe, dot),
            VariableNode { Fields.Count: 0 } variable => _scope.Get(variable.Name),
            _ => Command(new CommandNode(word.Start, word.End, [word]), dot, isPiped: false, piped: null),
        };
    }

    private object? Parenthesized(PipeNode pipe, object? dot)
    {
        int mark = _scope.Mark;
        object? value = Evaluate(pipe, dot);
        _scope.PopTo(mark);
        return value;
    }

    /// <summary>Follows fields; the arguments go to the last, which must then be a method.</summary>
    private object? Follow(CommandNode command, object? receiver, IReadOnlyList<string> names, object? dot, bool isPiped, object? piped)
    {
        bool hasArguments = command.Words.Count > 1 || isPiped;
        object? value = receiver;
        for (int i = 0; i < names.Count; i++)
        {
            bool isLast = i == names.Count - 1;
            object? member = Member(command.Words[0], value, names[i]);
            if (member is TemplateFunction method && value is ITemplateObject)
            {
                value = isLast
                    ? Call(command, method, Arguments(command, method, dot, isPiped, piped))
                    : Call(command, method, CheckCount(command.Words[0], method, []));
                continue;
            }

            if (isLast && hasArguments)
            {
                throw _tree.Error(command.Words[0], $"{names[i]} has arguments but cannot be invoked as function");
            }

            value = member;
        }

        return value;
    }

    private object? Member(TemplateNode node, object? receiver, string name)
    {
        switch (receiver)
        {
            case ITemplateObject other:
                if (other.TryMember(name, out object? member))
                {
                    return member;
                }

                break;
            case ITemplateMap map:
                return map.TryGet(name, out object? found) ? found : map.Zero;
            case null:
                throw _tree.Error(node, $"nil pointer evaluating interface {{}}.{name}");
        }

        throw _tree.Error(node, $"can't evaluate field {name} in type {GoType.Name(receiver)}");
    }

    private object? CallFunction(CommandNode command, FunctionNode node, object? dot, bool isPiped, object? piped)
    {
        if (node.Name is "and" or "or")
        {
            return ShortCircuit(command, node, dot, isPiped, piped);
        }

        if (node.Name == "call")
        {
            return CallValue(command, node, dot, isPiped, piped);
        }

        TemplateFunction function = functions.Find(node.Name) ?? throw _tree.Error(node, $"{QuotedText.Quote(node.Name)} is not a defined function");
        return Call(command, function, Arguments(command, function, dot, isPiped, piped));
    }

    /// <summary>The first argument that decides, or the last.</summary>
    private object? ShortCircuit(CommandNode command, FunctionNode node, object? dot, bool isPiped, object? piped)
    {
        if (command.Words.Count == 1 && !isPiped)
        {
            throw _tree.Error(node, $"wrong number of args for {node.Name}: want at least 1 got 0");
        }

        object? value = null;
        for (int i = 1; i < command.Words.Count; i++)
        {
            value = Word(command.Words[i], dot);
            if (GoType.IsTrue(value) == (node.Name == "or"))
            {
                return value;
            }
        }

        return isPiped ? piped : value;
    }

    private object? CallValue(CommandNode command, FunctionNode node, object? dot, bool isPiped, object? piped)
    {
        List<object?> values = [];
        for (int i = 1; i < command.Words.Count; i++)
        {
            values.Add(Word(command.Words[i], dot));
        }

        if (isPiped)
        {
            values.Add(piped);
        }

        if (values.Count == 0 || values[0] is not TemplateFunction function)
        {
            throw _tree.Error(values.Count == 0 ? node : command, values.Count == 0 ? "wrong number of args for call: want at least 1 got 0"
                : $"error calling call: non-function {_tree.Source[command.Words[^1].Start..command.Words[^1].End]} of type {GoType.Name(values[0])}");
        }

        values.RemoveAt(0);
        var arguments = new List<object?>(values.Count);
        CheckCount(node, function, values);
        for (int i = 0; i < values.Count; i++)
        {
            arguments.Add(Converted(node, function, i, values[i], literal: null));
        }

        return Call(command, function, arguments);
    }

    private List<object?> Arguments(CommandNode command, TemplateFunction function, object? dot, bool isPiped, object? piped)
    {
        int count = command.Words.Count - 1 + (isPiped ? 1 : 0);
        if (function.CountError(count) is { } wrong)
        {
            throw _tree.Error(command.Words[0], wrong);
        }

        var arguments = new List<object?>(count);
        for (int i = 1; i < command.Words.Count; i++)
        {
            TemplateNode word = command.Words[i];
            arguments.Add(Converted(word, function, i - 1, Word(word, dot), word is LiteralNode ? _tree.Source[word.Start..word.End] : null));
        }

        if (isPiped)
        {
            arguments.Add(Converted(command.Words[0], function, count - 1, piped, literal: null));
        }

        return arguments;
    }

    private List<object?> CheckCount(TemplateNode node, TemplateFunction function, List<object?> arguments) =>
        function.CountError(arguments.Count) is { } wrong ? throw _tree.Error(node, wrong) : arguments;

    private object? Converted(TemplateNode node, TemplateFunction function, int index, object? value, string? literal) =>
        function.TryConvert(index, value, literal, out object? result, out string error) ? result : throw _tree.Error(node, error);

    private object? Call(CommandNode command, TemplateFunction function, List<object?> arguments)
    {
        try
        {
            object? result = function.Call(new CallArguments(arguments, limits));
            return result is string text && text.Length > limits.MaxOutput
                ? throw new TemplateCallException($"the text would be longer than {limits.MaxOutput} characters")
                : result;
        }
        catch (TemplateCallException exception)
        {
            throw _tree.Error(command, $"error calling {function.Name}: {exception.Message}", exception);
        }
    }
}
