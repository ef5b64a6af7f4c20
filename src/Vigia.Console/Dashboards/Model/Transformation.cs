using System.Text.Json;

namespace Vigia.Console.Dashboards.Model;

/// <summary>A step between the queries' frames and what is drawn.</summary>
/// <param name="Id">Grafana's name of it.</param>
/// <param name="Options">Its options; undefined where there are none.</param>
/// <param name="FrameFilter">Which frames it takes; null is all.</param>
internal sealed record Transformation(string Id, JsonElement Options, FieldMatcher? FrameFilter = null);
