using System.Text.Json;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Transformations;
using Vigia.Model.Labels;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

public sealed class TransformationTests
{
    private static readonly Frame Table = new()
    {
        RefId = "A",
        Fields =
        [
            new FrameField { Name = "host", Column = FieldColumn.OfTexts(["b", "a", "b", null]) },
            new FrameField { Name = "n", Column = FieldColumn.OfNumbers(new[] { 3, 1, 5, FieldColumn.Missing }) },
        ],
    };

    private static readonly Frame[] Series = [One("A", "x", [10, 20], [1, 2]), One("B", "y", [20, 30], [5, 7])];

    [Theory]
    [InlineData("organize", """{"excludeByName": {"host": true}, "renameByName": {"n": "N"}}""", "N=3,1,5,-")]
    [InlineData("organize", """{"indexByName": {"n": 0, "host": 1}}""", "n=3,1,5,- host=b,a,b,-")]
    [InlineData("sortBy", """{"sort": [{"field": "n"}]}""", "host=a,b,b,- n=1,3,5,-")]
    [InlineData("sortBy", """{"sort": [{"field": "n", "desc": true}]}""", "host=b,b,a,- n=5,3,1,-")]
    [InlineData("limit", """{"limitField": 2}""", "host=b,a n=3,1")]
    [InlineData("groupBy", """{"fields": {"host": {"operation": "groupby"}, "n": {"operation": "aggregate", "aggregations": ["sum", "lastNotNull"]}}}""", "host=b,a,- n (sum)=8,1,- n (lastNotNull)=5,1,-")]
    [InlineData("filterByValue", """{"type": "include", "match": "any", "filters": [{"fieldName": "n", "config": {"id": "greater", "options": {"value": 1}}}]}""", "host=b,b n=3,5")]
    [InlineData("filterByValue", """{"type": "exclude", "match": "all", "filters": [{"fieldName": "n", "config": {"id": "isNull"}}]}""", "host=b,a,b n=3,1,5")]
    [InlineData("filterByValue", """{"type": "include", "filters": [{"fieldName": "host", "config": {"id": "regex", "options": {"value": "^a"}}}]}""", "host=a n=1")]
    [InlineData("filterFieldsByName", """{"include": {"names": ["n"]}}""", "n=3,1,5,-")]
    [InlineData("filterFieldsByName", """{"exclude": {"pattern": "/^h/"}}""", "n=3,1,5,-")]
    [InlineData("renameByRegex", """{"regex": "h(.*)", "renamePattern": "$1!"}""", "ost!=b,a,b,- n=3,1,5,-")]
    [InlineData("calculateField", """{"mode": "binary", "binary": {"left": "n", "operator": "*", "right": "2"}, "alias": "d"}""", "host=b,a,b,- n=3,1,5,- d=6,2,10,-")]
    [InlineData("calculateField", """{"mode": "binary", "binary": {"left": {"matcher": {"id": "byName", "options": "n"}}, "operator": "-", "right": {"fixed": "1"}}, "alias": "d", "replaceFields": true}""", "d=2,0,4,-")]
    [InlineData("calculateField", """{"mode": "reduceRow", "reduce": {"reducer": "max"}}""", "host=b,a,b,- n=3,1,5,- Max=3,1,5,-")]
    [InlineData("reduce", """{"reducers": ["max", "lastNotNull", "count"]}""", "Field=n Max=5 Last *=5 Count=4")]
    [InlineData("reduce", """{"mode": "reduceFields", "reducers": ["mean"]}""", "n=3")]
    [InlineData("convertFieldType", """{"conversions": [{"targetField": "n", "destinationType": "string"}]}""", "host=b,a,b,- n=3,1,5,-")]
    [InlineData("histogram", """{"bucketSize": 2}""", "xMin=0,2,4 xMax=2,4,6 n=1,1,1")]
    public void Apply_ToATable_IsGrafanas(string id, string options, string expected) => Assert.Equal(expected, Text(Apply([Table], id, options)));

    [Theory]
    [InlineData("joinByField", "{}", "Time=10,20,30 x=1,2,- y=-,5,7")]
    [InlineData("seriesToColumns", """{"mode": "inner", "byField": "Time"}""", "Time=20 x=2 y=5")]
    [InlineData("merge", "{}", "Time=10,20,30 x=1,2,- y=-,5,7")]
    [InlineData("seriesToRows", "{}", "Time=30,20,20,10 Metric=y,x,y,x Value=7,2,5,1")]
    [InlineData("filterByRefId", """{"include": "/^(?:B)$/"}""", "Time=20,30 y=5,7")]
    [InlineData("labelsToFields", "{}", "Time=10,20,20,30 job=x,x,y,y Value=1,2,5,7")]
    [InlineData("labelsToFields", """{"valueLabel": "job"}""", "Time=10,20,30 x=1,2,- y=-,5,7")]
    [InlineData("reduce", """{"reducers": ["last"], "labelsToFields": true}""", "Field=Value,Value job=x,y Last=2,7")]
    [InlineData("concatenate", "{}", "Time=10,20 x=1,2 Time=20,30 y=5,7")]
    [InlineData("calculateField", """{"mode": "reduceRow", "reduce": {"reducer": "sum"}, "alias": "all"}""", "Time=10,20,30 x=1,2,- y=-,5,7 all=1,7,7")]
    public void Apply_ToSeries_IsGrafanas(string id, string options, string expected) => Assert.Equal(expected, Text(Apply(Series, id, options)));

    [Fact]
    public void TimeSeriesTable_OfSeries_HasATrendForEachQuery()
    {
        IReadOnlyList<Frame> tables = Apply(Series, "timeSeriesTable", "{}");
        Assert.Equal(["Trend #A", "Trend #B"], tables.Select(static table => table.Fields[^1].Name));
        Assert.Same(Series[0], tables[0].Fields[^1].Column[0].Series);
    }

    [Fact]
    public void Apply_AnyOptions_NeverFails()
    {
        string[] odd = ["{}", "[]", "5", "\"x\"", """{"fields": 5, "sort": "x", "filters": [1], "reducers": {}, "binary": [], "conversions": [5], "mode": 7, "include": [], "regex": "(", "limitField": "x", "bucketSize": -1}"""];
        Frame empty = new() { Fields = [] };
        Frame[][] inputs = [[], [empty], [Table], [.. Series], [Table, .. Series, empty]];
        foreach (string id in FrameTransformations.Ids)
        {
            foreach (string options in odd)
            {
                Assert.All(inputs, frames => Assert.NotNull(Apply(frames, id, options)));
            }
        }
    }

    [Theory]
    [InlineData("mean", 3)]
    [InlineData("sum", 9)]
    [InlineData("range", 4)]
    [InlineData("diff", 2)]
    [InlineData("delta", 5)]
    [InlineData("median", 3)]
    [InlineData("p75", 4)]
    [InlineData("count", 4)]
    [InlineData("changeCount", 3)]
    [InlineData("first", 3)]
    public void Reduce_Calculations_AreGrafanas(string calc, double expected) => Assert.Equal(expected, FieldReducer.Reduce(Table.Fields[1].Column, calc).Number);

    private static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, string id, string options)
    {
        var values = new TemplateValues(VariableScope.Empty, new QueryRange(0, 1000, 15_000, 60_000, TimeZoneInfo.Utc));
        return FrameTransformations.Apply(frames, [new Transformation(id, JsonDocument.Parse(options).RootElement)], new TransformationContext(values, static _ => { }));
    }

    private static Frame One(string refId, string job, long[] times, double[] values) => new()
    {
        RefId = refId,
        Name = job,
        Fields =
        [
            new FrameField { Name = "Time", Column = FieldColumn.OfTimes(times) },
            new FrameField { Name = "Value", Column = FieldColumn.OfNumbers(values), Labels = LabelSet.Of(("job", job)), Legend = job },
        ],
    };

    private static string Text(IReadOnlyList<Frame> frames) => string.Join(' ', frames.SelectMany(frame => frame.Fields.Select(field =>
        FieldNames.Of(field, frame, frames) + "=" + string.Join(',', Enumerable.Range(0, field.Count).Select(i => field.Column[i].IsMissing ? "-" : field.Column[i].ToString())))));
}
