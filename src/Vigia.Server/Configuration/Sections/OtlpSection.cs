using System.Collections.Frozen;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads <c>otlp</c>.</summary>
internal static class OtlpSection
{
    private static readonly FrozenDictionary<string, (bool Escapes, bool AddsSuffixes)> Strategies = new Dictionary<string, (bool, bool)>(StringComparer.Ordinal)
    {
        ["UnderscoreEscapingWithSuffixes"] = (true, true),
        ["UnderscoreEscapingWithoutSuffixes"] = (true, false),
        ["NoUTF8EscapingWithSuffixes"] = (false, true),
        ["NoTranslation"] = (false, false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static OtlpConfiguration Read(MappingReader? section)
    {
        if (section is null)
        {
            return new OtlpConfiguration();
        }

        (bool escapes, bool addsSuffixes) = section.Choice("translation_strategy", Strategies) ?? (true, true);
        var otlp = new OtlpConfiguration
        {
            PromotedAttributes = section.Texts("promote_resource_attributes"),
            PromoteAllAttributes = section.Boolean("promote_all_resource_attributes") ?? false,
            IgnoredAttributes = section.Texts("ignore_resource_attributes"),
            KeepIdentifyingAttributes = section.Boolean("keep_identifying_resource_attributes") ?? false,
            PromoteScope = section.Boolean("promote_scope_metadata") ?? false,
            EscapesNames = escapes,
            AddsSuffixes = addsSuffixes,
        };
        section.Unsupported("convert_histograms_to_nhcb", "label_name_underscore_sanitization", "label_name_preserve_multiple_underscores", "disable_target_info");
        section.Finish("otlp");
        return otlp;
    }
}
