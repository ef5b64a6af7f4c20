namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>Names as the guide writes them: <c>MessageId</c> and <c>messageId</c> are <c>message_id</c>, <c>IPAddress</c> is <c>ip_address</c>.</summary>
internal static class SnakeCase
{
    /// <summary>Longest name kept; a longer one is cut.</summary>
    public const int MaxLength = 128;

    public static string Convert(ReadOnlySpan<char> name)
    {
        if (name.Length > MaxLength)
        {
            name = name[..MaxLength];
        }

        Span<char> target = stackalloc char[MaxLength * 2];
        int length = 0;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (char.IsUpper(c))
            {
                bool startsWord = i > 0 && (char.IsLower(name[i - 1]) || char.IsDigit(name[i - 1])
                    || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1])));
                if (startsWord && target[length - 1] != '_')
                {
                    target[length++] = '_';
                }

                target[length++] = char.ToLowerInvariant(c);
            }
            else if (c is '-' or ' ' or '_')
            {
                target[length++] = '_';
            }
            else
            {
                target[length++] = c;
            }
        }

        return new string(target[..length]);
    }

    /// <summary>The component of a category: the last segment of its type name, without generic arguments.</summary>
    public static string Component(string category)
    {
        ReadOnlySpan<char> name = category;
        int generic = name.IndexOfAny('`', '[', '<');
        name = generic > 0 ? name[..generic] : name;
        name = name.TrimEnd('.');
        return Convert(name[(name.LastIndexOfAny('.', '+') + 1)..]);
    }
}
