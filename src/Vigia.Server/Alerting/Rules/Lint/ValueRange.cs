using System.Globalization;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>Between which values, both included, an expression's values lie; NaN aside.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
/// <param name="Reason">Why; null where it is plain.</param>
internal readonly record struct ValueRange(double Least, double Most, LintMessage? Reason = null)
{
    /// <summary>Nothing is known.</summary>
    public static readonly ValueRange Any = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Counts and other values from 0 on.</summary>
    public static readonly ValueRange Positive = new(0, double.PositiveInfinity);

    public bool IsSingle => Least == Most;

    public static ValueRange Of(double value) => double.IsNaN(value) ? Any : new(value, value);

    public ValueRange Union(ValueRange other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));

    public ValueRange Negate() => new(-Most, -Least, Reason);

    public static ValueRange operator +(ValueRange a, ValueRange b) => Checked(a.Least + b.Least, a.Most + b.Most);

    public static ValueRange operator *(ValueRange a, ValueRange b)
    {
        double[] products = [a.Least * b.Least, a.Least * b.Most, a.Most * b.Least, a.Most * b.Most];

        // 0 · ∞ says nothing, but where neither side can be negative the product cannot be either.
        return products.Any(double.IsNaN) ? (a.Least >= 0 && b.Least >= 0 ? Positive : Any) : Checked(products.Min(), products.Max());
    }

    public static ValueRange operator /(ValueRange a, ValueRange b)
    {
        if (b.IsSingle && b.Least != 0 && double.IsFinite(b.Least))
        {
            return a * Of(1 / b.Least);
        }

        return a.Least >= 0 && b.Least >= 0 ? Positive : Any;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Least} … {Most}");

    private static ValueRange Checked(double least, double most) =>
        new(double.IsNaN(least) ? double.NegativeInfinity : least, double.IsNaN(most) ? double.PositiveInfinity : most);
}
