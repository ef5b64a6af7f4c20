using System.Collections.Frozen;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary>Functions of one number.</summary>
internal static class NumberFunctions
{
    private static readonly FrozenDictionary<string, Func<double, double>> ByName = new Dictionary<string, Func<double, double>>
    {
        ["abs"] = Math.Abs,
        ["ceil"] = Math.Ceiling,
        ["floor"] = Math.Floor,
        ["exp"] = Math.Exp,
        ["sqrt"] = Math.Sqrt,
        ["ln"] = Math.Log,
        ["log2"] = Math.Log2,
        ["log10"] = Math.Log10,
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
        ["asin"] = Math.Asin,
        ["acos"] = Math.Acos,
        ["atan"] = Math.Atan,
        ["sinh"] = Math.Sinh,
        ["cosh"] = Math.Cosh,
        ["tanh"] = Math.Tanh,
        ["asinh"] = Math.Asinh,
        ["acosh"] = Math.Acosh,
        ["atanh"] = Math.Atanh,
        ["rad"] = static value => value * Math.PI / 180,
        ["deg"] = static value => value * 180 / Math.PI,
        ["sgn"] = static value => value < 0 ? -1 : value > 0 ? 1 : value,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Func<double, double>? Find(string name) => ByName.GetValueOrDefault(name);
}
