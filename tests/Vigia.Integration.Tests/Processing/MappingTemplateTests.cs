using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Vigia.Integration.Processing.Mapping;
using Vigia.Model.Messages;
using Vigia.Model.Processing;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class MappingTemplateTests
{
    private const string Order = """
        {"id":7,"name":"Ana","price":1.50,"big":12345678901234567890123,"ok":true,"none":null,"tags":["a","b"],
         "lines":[{"sku":"x","n":2},{"sku":"y"}],"deep":{"a":{"b":"c"}},"odd key":1,"text":"  Mixed  ","digits":"42"}
        """;

    // Any JSON value of a bounded size. Texts are free of what the language reads as its own.
    private static readonly Gen<JsonNode?> AnyJson = Gen.Recursive<JsonNode?>(static (depth, self) => depth >= 4
        ? Scalar
        : Gen.Frequency(
            (3, Scalar),
            (1, self.Array[0, 4].Select(static items => (JsonNode?)new JsonArray(items))),
            (1, Gen.Select(PlainText, self).Array[0, 4].Select(static pairs =>
            {
                var result = new JsonObject();
                foreach ((string key, JsonNode? value) in pairs)
                {
                    result[key] = value?.DeepClone();
                }

                return (JsonNode?)result;
            }))));

    private static Gen<string> PlainText => Gen.String[Gen.Char["abcé中 .-_[]'\"\\\n|@#"], 0, 8].Where(static t => !t.StartsWith('$'));

    private static Gen<JsonNode?> Scalar => Gen.OneOf(
        Gen.Const(static () => (JsonNode?)null),
        Gen.Bool.Select(static b => (JsonNode?)JsonValue.Create(b)),
        Gen.Int.Select(static i => (JsonNode?)JsonValue.Create(i)),
        Gen.Double[-1e9, 1e9].Select(static d => (JsonNode?)JsonValue.Create(d)),
        PlainText.Select(static t => (JsonNode?)JsonValue.Create(t)));

    [Theory]
    [InlineData("\"$.id\"", "7")]
    [InlineData("\"$.price\"", "1.50")]
    [InlineData("\"$.big\"", "12345678901234567890123")]
    [InlineData("\"{{ $.ok }}\"", "true")]
    [InlineData("{\"n\":\"$.none\"}", "{\"n\":null}")]
    [InlineData("{\"n\":\"$.absent\",\"id\":\"$.id\"}", "{\"id\":7}")]
    [InlineData("[\"$.absent\",\"$.id\"]", "[null,7]")]
    [InlineData("\"$.deep.a\"", "{\"b\":\"c\"}")]
    [InlineData("\"$.tags[1]\"", "\"b\"")]
    [InlineData("{\"n\":\"$.tags[2]\"}", "{}")]
    [InlineData("\"$['odd key']\"", "1")]
    [InlineData("\"$.lines[*].sku\"", "[\"x\",\"y\"]")]
    [InlineData("\"$.lines[*].n\"", "[2]")]
    [InlineData("\"$.absent[*].n\"", "[]")]
    [InlineData("\"Order {{ $.id }} of {{ $.name }}, {{ $.price }}{{ $.absent }}\"", "\"Order 7 of Ana, 1.50\"")]
    [InlineData("\"{{ $.absent | default('x') }}\"", "\"x\"")]
    [InlineData("\"{{ $.none | default(0) }}\"", "0")]
    [InlineData("\"{{ $.id | string }}\"", "\"7\"")]
    [InlineData("\"{{ $.digits | number }}\"", "42")]
    [InlineData("\"{{ $.text | trim | upper }}\"", "\"MIXED\"")]
    [InlineData("\"{{ '{{' }}\"", "\"{{\"")]
    [InlineData("\"{{ '$.id' }}\"", "\"$.id\"")]
    [InlineData("\"{{ 'it''s }} so' }}\"", "\"it's }} so\"")]
    [InlineData("\"{{ message.id }}/{{ message.type }}/{{ message.protocol }}\"", "\"msg_1/order.created/http\"")]
    [InlineData("\"{{ message.receivedAt }}\"", "\"2024-01-01T00:00:00.0000000Z\"")]
    [InlineData("\"$5 and @you\"", "\"$5 and @you\"")]
    [InlineData("{\"$each\":\"$.lines\",\"$as\":{\"s\":\"@.sku\",\"n\":\"{{ @.n | default(1) }}\",\"o\":\"$.id\"}}", "[{\"s\":\"x\",\"n\":2,\"o\":7},{\"s\":\"y\",\"n\":1,\"o\":7}]")]
    [InlineData("{\"$each\":\"$.absent\",\"$as\":\"@\"}", "[]")]
    public void Render_Expression_GivesItsValueWithItsType(string template, string expected) =>
        Assert.Equal(expected, Render(template, Order));

    [Theory]
    [InlineData("\"{{ $.absent | required }}\"", "mapping_missing")]
    [InlineData("\"{{ $.none | required }}\"", "mapping_missing")]
    [InlineData("\"$.absent\"", "mapping_missing")]
    [InlineData("\"a {{ $.tags }}\"", "mapping_type")]
    [InlineData("\"{{ $.name | number }}\"", "mapping_type")]
    [InlineData("\"{{ $.tags | string }}\"", "mapping_type")]
    [InlineData("{\"$each\":\"$.name\",\"$as\":\"@\"}", "mapping_type")]
    public void Render_PayloadDoesNotFit_IsAPermanentError(string template, string errorType)
    {
        var error = Assert.Throws<ProcessingException>(() => Render(template, Order));
        Assert.Equal(errorType, error.ErrorType);
        Assert.False(error.IsTransient);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("{\"a\":1,\"a\":2}", "not JSON")]
    [InlineData("{\"a\":{\"b\":\"{{ $. }}\"}}", "$.a.b: '")]
    [InlineData("[\"ok\",\"{{ $.x\"]", "$[1]: '")]
    [InlineData("\"{{ nope }}\"", "expected a path")]
    [InlineData("\"{{ message.nope }}\"", "no field 'nope'")]
    [InlineData("\"{{ $.a | nope }}\"", "no function 'nope'")]
    [InlineData("\"{{ @.a }}\"", "only inside $each")]
    [InlineData("\"$.a b\"", "expected '|'")]
    [InlineData("{\"$each\":\"$.a\"}", "$as beside it")]
    [InlineData("{\"$each\":\"a {{ $.b }}\",\"$as\":1}", "must be one expression")]
    [InlineData("\"{{ $.a[x] }}\"", "expected an index")]
    [InlineData("\"{{ 'open }}\"", "not closed")]
    public void Parse_Malformed_SaysWhereAndWhy(string template, string expected) =>
        Assert.Contains(expected, Assert.Throws<MappingSyntaxException>(() => MappingTemplate.Parse(Encoding.UTF8.GetBytes(template))).Message, StringComparison.Ordinal);

    [Fact]
    public void Render_ResultWouldGrowPastItsBound_IsRefused()
    {
        string payload = $"{{\"big\":\"{new string('x', 200_000)}\"}}";
        string template = $"[{string.Join(',', Enumerable.Repeat("\"$.big\"", 100))}]";
        Assert.Equal("mapping_too_large", Assert.Throws<ProcessingException>(() => Render(template, payload)).ErrorType);
    }

    [Fact]
    public void Render_NestedEachOverManyElements_IsRefused()
    {
        string payload = $"[{string.Join(',', Enumerable.Repeat("1", 200))}]";
        const string template = """{"$each":"$","$as":{"$each":"$","$as":{"$each":"$","$as":"@"}}}""";
        Assert.Equal("mapping_too_large", Assert.Throws<ProcessingException>(() => Render(template, payload)).ErrorType);
    }

    [Fact]
    public void Render_RootPath_IsThePayloadItself() =>
        AnyJson.Sample(json =>
        {
            string text = json?.ToJsonString() ?? "null";
            return JsonNode.DeepEquals(JsonNode.Parse(Render("\"$\"", text)), JsonNode.Parse(text));
        });

    [Fact]
    public void Render_TemplateWithoutExpressions_IsTheTemplateItself() =>
        AnyJson.Sample(json =>
        {
            string text = json?.ToJsonString() ?? "null";
            return JsonNode.DeepEquals(JsonNode.Parse(Render(text, "{}")), JsonNode.Parse(text));
        });

    [Fact]
    public void Render_PathToAnyProperty_FindsWhatIsThere() =>
        Gen.Select(PlainText.Where(static t => t.Length > 0), PlainText.Where(static t => t.Length > 0), AnyJson).Sample((outer, inner, value) =>
        {
            var payload = new JsonObject { [outer] = new JsonObject { [inner] = value?.DeepClone() } };
            string path = $"{{{{ $['{outer.Replace("'", "''", StringComparison.Ordinal)}'][\"{inner.Replace("\"", "\"\"", StringComparison.Ordinal)}\"] }}}}";
            string rendered = Render(JsonValue.Create(path).ToJsonString(), payload.ToJsonString());
            return JsonNode.DeepEquals(JsonNode.Parse(rendered), value);
        });

    [Fact]
    public void Parse_AnyText_IsReadOrRefusedAndRendersToJson() =>
        Gen.String[Gen.Char["{}$@.[]*'\"|()ab1 _-messagidrqun"], 0, 40].Sample(text =>
        {
            try
            {
                using JsonDocument result = JsonDocument.Parse(Render(JsonValue.Create(text).ToJsonString(), Order));
            }
            catch (Exception exception) when (exception is MappingSyntaxException or ProcessingException)
            {
                // Refused, and it says so.
            }
        });

    private static string Render(string template, string payload)
    {
        using JsonDocument document = JsonDocument.Parse(payload);
        ReadOnlyMemory<byte> result = MappingTemplate.Parse(Encoding.UTF8.GetBytes(template)).Render(document.RootElement, Samples.Message());
        return Samples.Text(result);
    }
}
