using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vigia.Console.Dashboards.Reading;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class DashboardJsonContext : JsonSerializerContext;
