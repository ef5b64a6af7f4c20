namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>A way through a template's tree. The parser bounds its depth, so it may recurse.</summary>
internal static class TemplateWalk
{
    /// <summary>A node and all below it, each with whether the dot is still that of the whole template there.</summary>
    public static IEnumerable<(TemplateNode Node, bool IsOwnDot)> All(TemplateNode node, bool isOwnDot)
    {
        yield return (node, isOwnDot);
        foreach ((TemplateNode child, bool keepsDot) in Children(node))
        {
            foreach ((TemplateNode Node, bool IsOwnDot) below in All(child, isOwnDot && keepsDot))
            {
                yield return below;
            }
        }
    }

    private static IEnumerable<(TemplateNode Child, bool KeepsDot)> Children(TemplateNode node)
    {
        switch (node)
        {
            case ListNode list: return list.Nodes.Select(static child => (child, true));
            case ActionNode action: return [(action.Pipe, true)];
            case PipeNode pipe: return pipe.Commands.Select(static child => ((TemplateNode)child, true));
            case CommandNode command: return command.Words.Select(static child => (child, true));
            case ChainNode chain: return [(chain.Inner, true)];
            case TemplateCallNode { Pipe: { } argument }: return [(argument, true)];
            case BranchNode branch:
                bool keeps = branch.Kind == BranchKind.If;
                return branch.Else is null
                    ? [(branch.Pipe, true), (branch.Body, keeps)]
                    : [(branch.Pipe, true), (branch.Body, keeps), (branch.Else, true)];
            default: return [];
        }
    }
}
