using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Gives each field its settings, the defaults with the overrides that match it, and the name that is shown.</summary>
internal static class FieldSettingsResolver
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, Panel panel, TemplateValues values, Action<string> notice)
    {
        var overrides = new List<(FieldMatching Matching, FieldOverride Override)>();
        foreach (FieldOverride one in panel.Overrides)
        {
            if (FieldMatching.Of(one.Matcher, values) is { } matching)
            {
                overrides.Add((matching, one));
            }
            else
            {
                notice($"The override for '{one.Matcher.Id}' is not supported; it is passed over.");
            }
        }

        // Fields that the same overrides match share their settings, and later what is written of them.
        var shared = new Dictionary<(FieldSettings, FieldOverride), FieldSettings>();
        return [.. frames.Select(frame => frame with { Fields = [.. frame.Fields.Select(field => Resolve(field, frame, frames, panel.Defaults, overrides, shared, values))] })];
    }

    private static FrameField Resolve(
        FrameField field,
        Frame frame,
        IReadOnlyList<Frame> all,
        FieldSettings settings,
        List<(FieldMatching Matching, FieldOverride Override)> overrides,
        Dictionary<(FieldSettings, FieldOverride), FieldSettings> shared,
        TemplateValues values)
    {
        string name = FieldNames.Of(field, frame, all);
        bool isNamed = false;
        foreach ((FieldMatching matching, FieldOverride one) in overrides)
        {
            if (!matching.Matches(field, frame, name))
            {
                continue;
            }

            if (!shared.TryGetValue((settings, one), out FieldSettings? overridden))
            {
                shared[(settings, one)] = overridden = settings.With(one.Properties);
            }

            settings = overridden;
            isNamed |= one.Properties.Any(static property => property.Key == "displayName");
        }

        // A default name is for series; an override's is for whatever it matches.
        bool keepsName = (field.Type == FieldType.Time || field.Renamed is not null) && !isNamed;
        string display = settings.DisplayName is { Length: > 0 } wanted && !keepsName ? FieldTemplate.Expand(wanted, field, frame, name, values) : name;
        return field with { Settings = settings, DisplayName = display };
    }
}
