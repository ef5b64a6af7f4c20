using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Binary;

/// <summary>The labels by which series of two vectors belong together.</summary>
internal sealed class MatchKey
{
    private readonly VectorMatching _matching;
    private readonly string[] _ignored;

    public MatchKey(VectorMatching matching)
    {
        _matching = matching;
        _ignored = [.. matching.Labels, .. MetricLabels.All];
    }

    public LabelSet Of(LabelSet labels) => _matching.IsOn ? labels.Keep(_matching.Labels) : labels.Drop(_ignored);
}
