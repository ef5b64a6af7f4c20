using System.IO.Enumeration;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Reading;

/// <summary>Files by patterns: <c>*</c>, <c>?</c> and <c>[…]</c> in the last part of a path, as <c>rule_files</c> has them.</summary>
internal static class RuleFileNames
{
    /// <summary>At most so many files; above, a pattern is a mistake.</summary>
    public const int MaxFiles = 10_000;

    private static readonly char[] Special = ['*', '?', '['];

    /// <summary>The files that a pattern names, ordered; a name without signs is itself, there or not.</summary>
    /// <param name="pattern">A path, relative or absolute.</param>
    /// <param name="directory">What relative paths are relative to.</param>
    /// <exception cref="ConfigurationException">A folder holds more than <see cref="MaxFiles"/> such files.</exception>
    public static IReadOnlyList<string> Find(string pattern, string directory)
    {
        string path = Path.Combine(directory, pattern);
        string name = Path.GetFileName(path);
        if (name.IndexOfAny(Special) < 0)
        {
            return [path];
        }

        string folder = Path.GetDirectoryName(path) is { Length: > 0 } found ? found : ".";
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var files = new List<string>();
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            if (Matches(name, Path.GetFileName(file)))
            {
                files.Add(file);
            }

            if (files.Count > MaxFiles)
            {
                throw YamlFile.Refuse(path, 1, $"the pattern names more than {MaxFiles} files");
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static bool Matches(string pattern, string name)
    {
        if (!pattern.Contains('[', StringComparison.Ordinal))
        {
            // A backslash has no meaning in a name on Linux, but this matcher takes it as an escape.
            return FileSystemName.MatchesSimpleExpression(pattern.Replace(@"\", @"\\", StringComparison.Ordinal), name, ignoreCase: false);
        }

        return Matches(pattern.AsSpan(), name.AsSpan());
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*')
            {
                pattern = pattern.TrimStart('*');
                for (int i = 0; i <= name.Length; i++)
                {
                    if (Matches(pattern, name[i..]))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (name.IsEmpty)
            {
                return false;
            }

            int length = 1;
            if (pattern[0] == '[')
            {
                if (!MatchesClass(pattern, name[0], out length))
                {
                    return false;
                }
            }
            else if (pattern[0] != '?' && pattern[0] != name[0])
            {
                return false;
            }

            pattern = pattern[length..];
            name = name[1..];
        }

        return name.IsEmpty;
    }

    private static bool MatchesClass(ReadOnlySpan<char> pattern, char c, out int length)
    {
        int end = pattern.IndexOf(']');
        length = end < 0 ? pattern.Length : end + 1;
        ReadOnlySpan<char> members = pattern[1..(end < 0 ? pattern.Length : end)];
        bool isNegated = !members.IsEmpty && members[0] == '^';
        members = isNegated ? members[1..] : members;
        bool isMember = false;
        for (int i = 0; i < members.Length; i++)
        {
            if (i + 2 < members.Length && members[i + 1] == '-')
            {
                isMember |= c >= members[i] && c <= members[i + 2];
                i += 2;
            }
            else
            {
                isMember |= c == members[i];
            }
        }

        return isMember != isNegated;
    }
}
