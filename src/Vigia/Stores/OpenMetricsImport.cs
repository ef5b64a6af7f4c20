using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Output;
using Vigia.Server.Exposition;
using Vigia.Server.Relabeling;
using Vigia.Storage.Metrics.Administration;

namespace Vigia.Stores;

/// <summary>Reads OpenMetrics text with timestamps, as backfills bring it, into a store. Samples without a timestamp are an error: there is no time to give them.</summary>
internal static class OpenMetricsImport
{
    private const int Batch = 4096;

    public static async Task<long> RunAsync(MetricImport import, string file, byte[] text, CancellationToken cancellationToken)
    {
        var rows = new List<(LabelSet Labels, long Timestamp, double Value)>(Batch);
        var state = new State(text);
        while (Fill(state, file, rows))
        {
            foreach (IGrouping<LabelSet, (LabelSet Labels, long Timestamp, double Value)> series in rows.GroupBy(static row => row.Labels))
            {
                await import.AddAsync(
                    series.Key,
                    series.Select(static row => row.Timestamp).ToArray(),
                    series.Select(static row => row.Value).ToArray(),
                    cancellationToken);
            }

            rows.Clear();
        }

        return import.Samples;
    }

    /// <summary>The next rows; false at the end.</summary>
    private static bool Fill(State state, string file, List<(LabelSet Labels, long Timestamp, double Value)> rows)
    {
        try
        {
            var reader = new TextExpositionReader(state.Rest, TextGrammar.OpenMetrics);
            while (rows.Count < Batch && !state.IsEnded)
            {
                ExpositionEntry entry = reader.Read();
                if (entry == ExpositionEntry.End)
                {
                    state.IsEnded = true;
                }
                else if (entry == ExpositionEntry.Type)
                {
                    state.Type = reader.Type;
                }
                else if (entry == ExpositionEntry.Sample)
                {
                    if (!reader.HasTimestamp)
                    {
                        throw new ExpositionException(reader.Line - 1, "the sample has no timestamp");
                    }

                    state.Labels.Clear();
                    SeriesLabels.Read(reader.Key, state.Type, state.Labels);
                    rows.Add((state.Labels.Build(), reader.Timestamp, reader.Value));
                }
            }

            state.Advance(reader.Position, reader.Line - 1);
        }
        catch (ExpositionException wrong)
        {
            throw new CommandException($"{file}:{state.Line + wrong.Line}: {wrong.Reason}", "Nothing of what was read after the last full block is kept.", innerException: wrong);
        }

        return rows.Count > 0;
    }

    private sealed class State(byte[] text)
    {
        private int _at;

        public ReadOnlySpan<byte> Rest => text.AsSpan(_at);

        public LabelBuilder Labels { get; } = new();

        public MetricType Type { get; set; }

        public bool IsEnded { get; set; }

        public int Line { get; private set; }

        public void Advance(int bytes, int lines)
        {
            _at += bytes;
            Line += lines;
        }
    }
}
