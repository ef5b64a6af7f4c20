using Vigia.Model.Labels;
using Xunit;

namespace Vigia.Model.Tests.Labels;

public sealed class LabelSetTests
{
    [Fact]
    public void From_AnyOrder_IsOrderedAndEqual()
    {
        LabelSet a = LabelSet.Of(("b", "2"), ("a", "1"), ("c", ""));
        LabelSet b = LabelSet.Of(("a", "1"), ("b", "2"));
        Assert.Equal(b, a);
        Assert.Equal(b.GetHashCode(), a.GetHashCode());
        Assert.Equal(0, a.CompareTo(b));
        Assert.Equal("", a["c"]);
    }

    [Fact]
    public void From_NameTwice_Throws() => Assert.Throws<ArgumentException>(() => LabelSet.Of(("a", "1"), ("a", "2")));

    [Theory]
    [InlineData("a", "x", "{a=\"x\", c=\"3\"}")]
    [InlineData("b", "2", "{a=\"1\", b=\"2\", c=\"3\"}")]
    [InlineData("z", "9", "{a=\"1\", c=\"3\", z=\"9\"}")]
    [InlineData("a", "", "{c=\"3\"}")]
    [InlineData("b", "", "{a=\"1\", c=\"3\"}")]
    public void With_Label_SetsReplacesOrRemoves(string name, string value, string expected) =>
        Assert.Equal(expected, LabelSet.Of(("a", "1"), ("c", "3")).With(name, value).ToString());

    [Fact]
    public void KeepAndDrop_Names_SplitTheSet()
    {
        LabelSet all = LabelSet.Of(("a", "1"), ("b", "2"), ("c", "3"));
        Assert.Equal("{a=\"1\", c=\"3\"}", all.Keep(["c", "a", "x"]).ToString());
        Assert.Equal("{b=\"2\"}", all.Drop(["c", "a", "x"]).ToString());
        Assert.Same(all, all.Drop(["x"]));
        Assert.Same(LabelSet.Empty, all.Keep([]));
    }

    [Theory]
    [InlineData("up", "", "up")]
    [InlineData("up", "a\"b\\\n", "up{l=\"a\\\"b\\\\\\n\"}")]
    [InlineData("dotted.name", "x", "{\"dotted.name\", l=\"x\"}")]
    [InlineData("", "x", "{l=\"x\"}")]
    [InlineData("", "", "{}")]
    public void ToString_Set_IsASelector(string metric, string value, string expected) =>
        Assert.Equal(expected, LabelSet.Of(("__name__", metric), ("l", value)).ToString());

    [Fact]
    public void CompareTo_Sets_OrdersByNameThenValueThenLength()
    {
        LabelSet[] ordered =
        [
            LabelSet.Empty,
            LabelSet.Of(("a", "1")),
            LabelSet.Of(("a", "1"), ("b", "1")),
            LabelSet.Of(("a", "2")),
            LabelSet.Of(("b", "0")),
        ];
        Assert.Equal(ordered, ordered.Reverse().Order());
    }
}
