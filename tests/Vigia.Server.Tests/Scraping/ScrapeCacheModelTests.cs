using System.Globalization;
using CsCheck;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;
using Xunit;

namespace Vigia.Server.Tests.Scraping;

/// <summary>The cache of lines against the plainest thing that does the same: every line parsed every time, and sets of series compared.</summary>
public sealed class ScrapeCacheModelTests
{
    private static readonly string[] Names = ["a", "b", "{\"c d\"}", "e{x=\"1\"}", "e{x=\"2\"}", "e{x=\"1\",y=\"2\"}", "e{y=\"2\",x=\"1\"}", "f{le=\"1\"}", "g_bucket{le=\"1\"}"];

    private static readonly string[] Comments = ["# TYPE g histogram", "# TYPE g counter", "# HELP a help", "# just so", ""];

    private static readonly Gen<string> Line = Gen.Frequency(
        (10, Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, 3], static (name, value) => $"{Names[name]} {value}")),
        (1, Gen.Int[1, 50].Select(static time => string.Create(CultureInfo.InvariantCulture, $"timed 7 {time}"))),
        (1, Gen.Int[0, Comments.Length - 1].Select(static i => Comments[i])));

    private static readonly Gen<string?> Scrape = Gen.Frequency(
        (9, Line.Array[0, 12].Select(static lines => (string?)(string.Join('\n', lines) + "\n"))),
        (1, Gen.Const("a 1\nbroken\n").Select(static text => (string?)text)),
        (1, Gen.Const((string?)null)));

    [Fact]
    public void Append_AnySequenceOfScrapes_StoresAsThePlainWayDoes() => Scrape.Array[1, 12].Sample(scrapes =>
    {
        var target = new AppenderHarness();
        var plain = new PlainTarget();
        for (int i = 0; i < scrapes.Length; i++)
        {
            int second = 100 + i;
            string? text = scrapes[i];
            bool isTaken = false;
            if (text is not null)
            {
                try
                {
                    target.Append(second, text);
                    isTaken = true;
                }
                catch (ExpositionException)
                {
                    Assert.Contains("broken", text, StringComparison.Ordinal);
                }
            }

            if (!isTaken)
            {
                target.Fail(second);
            }

            plain.Take(second * 1000L, isTaken ? text! : "");
        }

        Assert.Equal(plain.Show(), string.Join('\n', target.Sink.AllSeries.Select(series => $"{series}: {target.Values(series.ToString())}")));
    }, iter: 1000);

    /// <summary>Every line parsed; series by their labels; a set of those that were there last time.</summary>
    private sealed class PlainTarget
    {
        private readonly SortedDictionary<LabelSet, List<(long Timestamp, double Value)>> _stored = [];
        private HashSet<LabelSet> _before = [];

        public void Take(long timestamp, string text)
        {
            var now = new HashSet<LabelSet>();
            bool isHistogram = false;
            foreach (string line in text.Split('\n'))
            {
                if (line.StartsWith("# TYPE", StringComparison.Ordinal))
                {
                    isHistogram = line.EndsWith("histogram", StringComparison.Ordinal);
                }

                if (line.Length == 0 || line[0] == '#')
                {
                    continue;
                }

                int end = line.Contains('}', StringComparison.Ordinal) ? line.LastIndexOf('}') + 1 : line.IndexOf(' ', StringComparison.Ordinal);
                string[] rest = line[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                LabelSet labels = Labels(line[..end], isHistogram);
                long own = rest.Length > 1 ? long.Parse(rest[1], CultureInfo.InvariantCulture) : timestamp;
                Add(labels, own, double.Parse(rest[0], CultureInfo.InvariantCulture));
                if (rest.Length == 1)
                {
                    now.Add(labels);
                }
            }

            foreach (LabelSet gone in _before.Except(now))
            {
                Add(gone, timestamp, StaleMarker.Value);
            }

            _before = now;
        }

        public string Show() => string.Join('\n', _stored.Select(static pair => $"{pair.Key}: " + string.Join(' ', pair.Value.Select(static sample =>
            $"{sample.Timestamp / 1000}={(StaleMarker.Is(sample.Value) ? "stale" : sample.Value.ToString(CultureInfo.InvariantCulture))}"))));

        private void Add(LabelSet labels, long timestamp, double value)
        {
            if (!_stored.TryGetValue(labels, out List<(long Timestamp, double Value)>? samples))
            {
                _stored.Add(labels, samples = []);
            }

            if (samples.Count == 0 || samples[^1].Timestamp < timestamp)
            {
                samples.Add((timestamp, value));
            }
        }

        private static LabelSet Labels(string series, bool isHistogram)
        {
            var labels = new List<Label> { new("job", "j"), new("instance", "i") };
            int open = series.IndexOf('{', StringComparison.Ordinal);
            string name = open < 0 ? series : series[..open];
            foreach (string part in open < 0 ? [] : series[(open + 1)..^1].Split(','))
            {
                string[] pair = part.Split('=');
                if (pair.Length == 1)
                {
                    name = part.Trim('"');
                }
                else
                {
                    string value = pair[1].Trim('"');
                    labels.Add(new Label(pair[0], pair[0] == "le" && isHistogram && name.EndsWith("_bucket", StringComparison.Ordinal) ? value + ".0" : value));
                }
            }

            labels.Add(new Label("__name__", name));
            return LabelSet.From(labels);
        }
    }
}
