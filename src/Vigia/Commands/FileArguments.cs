using System.CommandLine;

namespace Vigia.Commands;

/// <summary>The files that a command takes.</summary>
internal static class FileArguments
{
    public static Argument<string[]> Create(string description) => new("FILE") { Description = description, Arity = ArgumentArity.OneOrMore };
}
