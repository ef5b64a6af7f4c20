using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vigia.Model.Messages;

internal sealed class LowerCaseNamingPolicy : JsonNamingPolicy
{
    public static readonly LowerCaseNamingPolicy Instance = new();

    public override string ConvertName(string name) => name.ToLowerInvariant();
}

/// <summary>Writes an enumeration's names in lower case and refuses numbers.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
public sealed class LowerCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(LowerCaseNamingPolicy.Instance, allowIntegerValues: false)
    where TEnum : struct, Enum;
