using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Inhibition;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads one of <c>inhibit_rules</c>.</summary>
internal static class InhibitSection
{
    public static InhibitRule Read(MappingReader section)
    {
        var rule = new InhibitRule(
            (int)section.Node.Start.Line,
            MatcherSection.Read(section, "source_matchers", "source_match", "source_match_re"),
            MatcherSection.Read(section, "target_matchers", "target_match", "target_match_re"),
            section.Texts("equal"));
        section.WithoutEffect("name");
        section.Finish("inhibit_rules");
        return rule;
    }
}
