namespace Vigia.Fuzz.Targets;

/// <summary>An input came to something that it must not come to.</summary>
internal sealed class FuzzFindingException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    public static void ThrowIf(bool found, string message)
    {
        if (found)
        {
            throw new FuzzFindingException(message);
        }
    }
}
