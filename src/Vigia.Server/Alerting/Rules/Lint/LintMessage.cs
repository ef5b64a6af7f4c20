using System.Globalization;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>A sentence of a lint: in English here, and for other languages its kind and what it is about. Immutable.</summary>
/// <param name="Key">The kind of sentence, by which other languages find theirs.</param>
/// <param name="Format">The English sentence, with <c>{0}</c> and so on for what it is about.</param>
/// <param name="Arguments">What it is about, in order: texts, or sentences of their own.</param>
internal sealed record LintMessage(string Key, string Format, IReadOnlyList<object> Arguments)
{
    /// <summary>A sentence as it is written.</summary>
    public static LintMessage Of(string key, FormattableString text) => new(
        key, text.Format, [.. text.GetArguments().Select(static argument => argument is LintMessage ? argument : Convert.ToString(argument, CultureInfo.InvariantCulture) ?? "")]);

    /// <summary>In English.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, Format, [.. Arguments]);
}
