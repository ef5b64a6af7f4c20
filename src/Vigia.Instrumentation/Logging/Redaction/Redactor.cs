using System.Buffers;
using System.Text;

namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>
/// Finds secrets in running text and replaces them by <c>***</c>: credentials after <c>Bearer</c> and <c>Basic</c>, JSON
/// Web Tokens, the service's own API keys, values of secret fields (<c>password=…</c>, <c>"token": "…"</c>), passwords in
/// addresses (<c>amqp://user:password@host</c>) and private keys. Thread safe.
/// </summary>
/// <remarks>In doubt too much is replaced rather than too little. A text without any of a few words is known clean at the cost of one vectorised search.</remarks>
internal sealed class Redactor
{
    public const string Replacement = "***";

    private readonly SearchValues<string> _words;
    private readonly FieldPolicy _fields;
    private readonly bool _maskAddresses;
    private readonly UserIdMask _userIds;

    public Redactor(FieldPolicy fields, bool maskAddresses, UserIdMask userIds)
    {
        _fields = fields;
        _maskAddresses = maskAddresses;
        _userIds = userIds;
        _words = SearchValues.Create(
            [.. fields.Words.Concat(["basic", "eyJ", "vk_", "vt_", "vs_", "://"]).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether <see cref="Redact"/> would have to look closer.</summary>
    public bool MayChange(ReadOnlySpan<char> text) =>
        text.ContainsAny(_words) || (_maskAddresses && text.ContainsAny('.', ':'));

    /// <summary>The masked form of a user's id.</summary>
    public string MaskUserId(ReadOnlySpan<char> id) => _userIds.Mask(id);

    /// <returns>The text without its secrets; <paramref name="text"/> itself in a new string where it had none.</returns>
    public string Redact(ReadOnlySpan<char> text)
    {
        List<Finding> findings = [];
        FieldValues.Find(text, _fields, _userIds, findings);
        Credentials.Find(text, findings);
        if (_maskAddresses)
        {
            AddressMask.Find(text, findings);
        }

        if (findings.Count == 0)
        {
            return new string(text);
        }

        findings.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        var result = new StringBuilder(text.Length);
        int position = 0;
        foreach (Finding finding in findings)
        {
            if (finding.End <= position)
            {
                continue;
            }

            if (finding.Start >= position)
            {
                result.Append(text[position..finding.Start]).Append(finding.Replacement);
            }

            // One that starts within the last and reaches further only takes more away.
            position = finding.End;
        }

        return result.Append(text[position..]).ToString();
    }
}
