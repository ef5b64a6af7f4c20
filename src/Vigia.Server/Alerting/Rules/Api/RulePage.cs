using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.QueryApi;

namespace Vigia.Server.Alerting.Rules.Api;

/// <summary>The part of a long list of groups that <c>group_limit</c> and <c>group_next_token</c> ask for.</summary>
internal readonly record struct RulePage(int Limit, string Token)
{
    /// <summary>Reads the parameters.</summary>
    /// <exception cref="ApiException">A limit is no number above 0, or a token has no limit.</exception>
    public static RulePage Read(ApiParameters parameters)
    {
        string token = parameters["group_next_token"] ?? "";
        if (parameters["group_limit"] is not { Length: > 0 } text)
        {
            return token.Length == 0
                ? new RulePage(0, "")
                : throw ApiException.Invalid("group_limit", "group_limit needs to be present in order to paginate over the groups");
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int limit))
        {
            throw ApiException.Invalid("group_limit", $"group_limit needs to be a valid number: strconv.ParseInt: parsing {QuotedText.Quote(text)}: invalid syntax");
        }

        return limit > 0 ? new RulePage(limit, token) : throw ApiException.Invalid("group_limit", "group_limit needs to be greater than 0");
    }

    /// <summary>What names the group that a page begins after: the same for the same file and name.</summary>
    public static string TokenOf(RuleGroup group)
    {
        // A name for a place in a list, and Prometheus' own; nothing is kept safe by it.
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{group.File};{group.Name}")).AsSpan(0, 20));
    }
}
