using Vigia.PromQL.Scripts;
using Xunit;

namespace Vigia.PromQL.Tests.Scripts;

public sealed class PromqlScriptTests
{
    [Theory]
    [InlineData("eval instant at 1m x\n  {} 1", "s.test:4: expected {}, but it is missing; got 1 series: x{a=\"b\"} (query x)")]
    [InlineData("eval instant at 1m x\n  x{a=\"b\"} 7", "s.test:4: x{a=\"b\"}: expected 7, got 2 (query x)")]
    [InlineData("eval instant at 1m x", "s.test:4: unexpected x{a=\"b\"} 2 (query x)")]
    [InlineData("eval instant at 1m x +", "s.test:4: query failed: 1:4: parse error: unexpected end of input (query x +)")]
    [InlineData("eval instant at 1m 3\n  4", "s.test:4: expected 4, got 3 (query 3)")]
    [InlineData("eval instant at 1m \"a\"\n  expect string \"b\"", "s.test:4: expected the text b, got a (query \"a\")")]
    [InlineData("eval range from 0 to 2m step 1m x\n  x{a=\"b\"} 1 _ 3", "s.test:4: x{a=\"b\"}: expected a sample at 120000 ms, the next is at 60000 (query x)")]
    [InlineData("eval instant at 1m x\n  expect fail", "s.test:4: expected the query to fail, but it did not (query x)")]
    [InlineData("eval instant at 1m rate(x[2m])\n  expect no_info\n  {a=\"b\"} 0.016666666666666666", "s.test:4: expected no info annotation, got: PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"x\" (1:6) (query rate(x[2m]))")]
    [InlineData("eval instant at 1m x\n  expect warn\n  x{a=\"b\"} 2", "s.test:4: expected the warn annotation any, got:  (query x)")]
    [InlineData("frobnicate", "s.test:4: unknown command frobnicate")]
    public async Task Run_OfAScriptThatIsWrong_TellsTheLine(string command, string expected)
    {
        PromqlScript script = PromqlScript.Parse("s.test", "load 1m\n  x{a=\"b\"} 1 2 3\n\n" + command + "\n");

        IReadOnlyList<ScriptFailure> failures = await script.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.Single(failures).ToString());
    }
}
