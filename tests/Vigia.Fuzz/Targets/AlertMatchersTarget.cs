using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.Notifications.Matching;

namespace Vigia.Fuzz.Targets;

/// <summary>Matchers of alerts as the API and the console take them, written and read again.</summary>
internal sealed class AlertMatchersTarget : IFuzzTarget
{
    private static readonly LabelSet Labels = LabelSet.Of(("alertname", "A"), ("severity", "critical"));

    public string Name => "alert-matchers";

    // Each expression is an automaton.
    public int BaseBytes => 16 * 1024 * 1024;

    public int BytesPerInputByte => 64 * 1024;

    public void Run(byte[] input)
    {
        try
        {
            IReadOnlyList<LabelMatcher> matchers = MatcherText.ParseMany(Encoding.UTF8.GetString(input));
            matchers.MatchesAll(Labels);
            string text = MatcherText.Format(matchers);
            FuzzFindingException.ThrowIf(MatcherText.Format(MatcherText.ParseMany(text)) != text, "matchers that are others when they are read again");
        }
        catch (MatcherTextException refusal)
        {
            FuzzFindingException.ThrowIf(refusal.Message.Length == 0, "a refusal without reason");
        }
    }
}
