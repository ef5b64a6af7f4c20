namespace Vigia.PromQL.Histograms;

/// <summary>Summation after Kahan, Babuška and Neumaier: the sum and what rounding took from it.</summary>
internal static class KahanSum
{
    public static void Add(double value, ref double sum, ref double rest)
    {
        double next = sum + value;
        if (double.IsInfinity(next))
        {
            rest = 0;
        }
        else if (Math.Abs(sum) >= Math.Abs(value))
        {
            rest += sum - next + value;
        }
        else
        {
            rest += value - next + sum;
        }

        sum = next;
    }
}
