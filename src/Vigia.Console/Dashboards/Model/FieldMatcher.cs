using System.Text.Json;

namespace Vigia.Console.Dashboards.Model;

/// <summary>Selects fields or frames: <c>byName</c>, <c>byRegexp</c>, <c>byFrameRefID</c>, …</summary>
internal sealed record FieldMatcher(string Id, JsonElement Options);
