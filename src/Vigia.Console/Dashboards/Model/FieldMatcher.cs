using System.Text.Json;

namespace Vigia.Console.Dashboards.Model;

/// <summary>Selects fields or frames: <c>byName</c>, <c>byRegexp</c>, <c>byFrameRefID</c>, …</summary>
internal sealed record FieldMatcher(string Id, JsonElement Options)
{
    /// <summary>
    /// Columns by patterns of the old table, <c>/expression/</c> or a name that <c>*</c> and the like widen: those that the first pattern matches
    /// and none of the others. Only what this reader makes of old files has it.
    /// </summary>
    public const string ByColumnStyle = "byColumnStyle";
}
