namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>A node of a template's tree. Immutable; <paramref name="Start"/> and <paramref name="End"/> are places in its text.</summary>
internal abstract record TemplateNode(int Start, int End)
{
    /// <summary>Where errors say that it is: for a chain of fields its first dot, as in Go.</summary>
    public int Place { get; init; } = Start;
}

/// <summary>Nodes one after the other.</summary>
internal sealed record ListNode(int Start, int End, IReadOnlyList<TemplateNode> Nodes) : TemplateNode(Start, End)
{
    /// <summary>Whether it writes nothing but blanks, as a file of definitions does.</summary>
    public bool IsBlank => Nodes.All(static node => node is TextNode text && string.IsNullOrWhiteSpace(text.Text));
}

/// <summary>Text that is written as it stands.</summary>
internal sealed record TextNode(int Start, int End, string Text) : TemplateNode(Start, End);

/// <summary>A pipeline whose value is written, or that declares or sets variables.</summary>
internal sealed record ActionNode(int Start, int End, PipeNode Pipe) : TemplateNode(Start, End);

/// <summary><c>if</c>, <c>with</c> and <c>range</c>.</summary>
internal sealed record BranchNode(int Start, int End, BranchKind Kind, PipeNode Pipe, ListNode Body, ListNode? Else) : TemplateNode(Start, End);

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record LoopExitNode(int Start, int End, bool IsBreak) : TemplateNode(Start, End);

/// <summary>A call of another template.</summary>
internal sealed record TemplateCallNode(int Start, int End, string Name, PipeNode? Pipe) : TemplateNode(Start, End);

/// <summary>Commands whose values go from one to the next, and the variables that take the last.</summary>
internal sealed record PipeNode(int Start, int End, IReadOnlyList<string> Variables, bool IsAssignment, IReadOnlyList<CommandNode> Commands) : TemplateNode(Start, End);

/// <summary>A value, or a function or method with its arguments.</summary>
internal sealed record CommandNode(int Start, int End, IReadOnlyList<TemplateNode> Words) : TemplateNode(Start, End);

/// <summary><c>.</c></summary>
internal sealed record DotNode(int Start, int End) : TemplateNode(Start, End);

/// <summary><c>nil</c></summary>
internal sealed record NilNode(int Start, int End) : TemplateNode(Start, End);

/// <summary>A literal: a <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</summary>
internal sealed record LiteralNode(int Start, int End, object Value) : TemplateNode(Start, End);

/// <summary>A function's name.</summary>
internal sealed record FunctionNode(int Start, int End, string Name) : TemplateNode(Start, End);

/// <summary><c>.a.b</c></summary>
internal sealed record FieldNode(int Start, int End, IReadOnlyList<string> Names) : TemplateNode(Start, End);

/// <summary><c>$x.a.b</c>; the name is with its dollar.</summary>
internal sealed record VariableNode(int Start, int End, string Name, IReadOnlyList<string> Fields) : TemplateNode(Start, End);

/// <summary><c>(…).a.b</c></summary>
internal sealed record ChainNode(int Start, int End, TemplateNode Inner, IReadOnlyList<string> Fields) : TemplateNode(Start, End);
