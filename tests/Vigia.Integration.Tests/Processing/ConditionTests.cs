using System.Text.Json;
using Vigia.Integration.Processing.Mapping;
using Vigia.Integration.Processing.Steps;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class ConditionTests
{
    private const string Payload = """{"n":10,"price":0.30,"big":9007199254740993,"s":"abc","t":true,"none":null,"digits":"10","o":{"a":1}}""";

    [Theory]
    [InlineData("$.n", "=", "10", true)]
    [InlineData("$.n", "=", "10.0", true)]
    [InlineData("$.n", "!=", "10", false)]
    [InlineData("$.n", ">", "9", true)]
    [InlineData("$.n", ">", "10", false)]
    [InlineData("$.n", ">=", "10", true)]
    [InlineData("$.n", "<", "10.01", true)]
    [InlineData("$.n", "<=", "9.99", false)]
    [InlineData("$.price", "=", "0.3", true)]
    [InlineData("$.big", "=", "9007199254740992", false)]
    [InlineData("$.s", "=", "abc", true)]
    [InlineData("$.s", ">", "abb", true)]
    [InlineData("$.s", "matches", "^a.c$", true)]
    [InlineData("$.n", "matches", "^1", true)]
    [InlineData("$.digits", "=", "10", false)]
    [InlineData("$.digits", "=", "\"10\"", true)]
    [InlineData("$.t", "=", "true", true)]
    [InlineData("$.none", "=", "null", true)]
    [InlineData("$.none", "exists", null, true)]
    [InlineData("$.absent", "exists", null, false)]
    [InlineData("$.absent", "exists", "false", true)]
    [InlineData("$.absent", "=", "null", false)]
    [InlineData("$.absent", "!=", "1", true)]
    [InlineData("$.absent", ">", "1", false)]
    [InlineData("$.s", ">", "1", false)]
    [InlineData("$.o", "=", "{\"a\":1}", true)]
    [InlineData("message.protocol", "=", "http", true)]
    public void IsMet_Comparison_AsDefined(string path, string @operator, string? value, bool expected) =>
        Assert.Equal(expected, IsMet(Condition.Create(path, @operator, value, [])));

    [Theory]
    [InlineData("$.s", true)]
    [InlineData("$.n", true)]
    [InlineData("$.t", false)]
    public void IsMet_In_OneOfTheValues(string path, bool expected) =>
        Assert.Equal(expected, IsMet(Condition.Create(path, "in", null, ["abc", "10"])));

    [Theory]
    [InlineData("$.n", "~", "1", "no operator '~'")]
    [InlineData("$.n", "=", null, "'=' needs one")]
    [InlineData("$.n", "in", null, "needs a list")]
    [InlineData("$.n", "matches", "(", "Value: ")]
    [InlineData("$.n", "matches", "(?=a)b", "Value: ")]
    [InlineData("$.n", "exists", "maybe", "true or false")]
    [InlineData("n", "=", "1", "expected a path")]
    public void Create_Malformed_SaysWhy(string path, string @operator, string? value, string expected) =>
        Assert.Contains(expected, Assert.Throws<MappingSyntaxException>(() => Condition.Create(path, @operator, value, [])).Message, StringComparison.Ordinal);

    private static bool IsMet(Condition condition)
    {
        using JsonDocument document = JsonDocument.Parse(Payload);
        return condition.IsMet(new RenderState(document.RootElement, Samples.Message()));
    }
}
