using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>
/// Sums of windows. Where windows overlap much, they are differences of running sums that are kept in two doubles each (about 106 bits), as
/// long as that is as exact as Kahan summation over the window would be; otherwise the window is summed.
/// </summary>
internal ref struct WindowSums
{
    private const double Precision = 1e-30;
    private const double Wanted = 1e-16;
    private readonly ReadOnlySpan<double> _values;
    private readonly Span<double> _high;
    private readonly Span<double> _low;
    private readonly double _magnitude;
    private readonly bool _isRunning;

    public WindowSums(in RangeWindows windows)
    {
        _values = windows.Values;
        long work = 0;
        for (int i = 0; i < windows.Count; i++)
        {
            work += windows.High[i] - windows.Low[i];
        }

        if (work <= 4L * _values.Length)
        {
            return;
        }

        Span<double> room = windows.Scratch.Numbers((_values.Length + 1) * 2);
        _high = room[..(_values.Length + 1)];
        _low = room[(_values.Length + 1)..];
        double sum = 0;
        double rest = 0;
        double magnitude = 0;
        _high[0] = 0;
        _low[0] = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            double value = _values[i];
            double next = sum + value;
            double part = next - sum;
            rest += sum - (next - part) + (value - part);
            sum = next + rest;
            rest -= sum - next;
            magnitude += Math.Abs(value);
            _high[i + 1] = sum;
            _low[i + 1] = rest;
        }

        _magnitude = magnitude;
        _isRunning = double.IsFinite(magnitude);
    }

    public double Sum(int from, int to)
    {
        double sum = Sum(from, to, out double rest);
        return double.IsInfinity(sum) ? sum : sum + rest;
    }

    public double Sum(int from, int to, out double rest)
    {
        if (_isRunning)
        {
            double difference = _high[to] - _high[from];
            double part = difference - _high[to];
            double lost = _high[to] - (difference - part) - (_high[from] + part);
            double low = lost + (_low[to] - _low[from]);
            double sum = difference + low;
            if (_magnitude * Precision <= Math.Abs(sum) * Wanted)
            {
                rest = low - (sum - difference);
                return sum;
            }
        }

        return Direct(_values[from..to], out rest);
    }

    internal static double Direct(ReadOnlySpan<double> values, out double rest)
    {
        double sum = 0;
        rest = 0;
        foreach (double value in values)
        {
            KahanSum.Add(value, ref sum, ref rest);
        }

        return sum;
    }
}
