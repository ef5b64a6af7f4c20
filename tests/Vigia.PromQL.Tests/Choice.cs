using CsCheck;

namespace Vigia.PromQL.Tests;

/// <summary>One of several constants.</summary>
internal static class Choice
{
    public static Gen<T> Of<T>(params T[] constants) => Gen.Int[0, constants.Length - 1].Select(index => constants[index]);
}
