using Microsoft.Extensions.Options;

namespace Vigia.Integration.Queue;

/// <summary>Adds an error for each setting of one section that is out of its bounds.</summary>
internal readonly struct OptionBounds(string section, ValidateOptionsResultBuilder errors)
{
    public void Within<T>(string setting, T value, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            errors.AddError(FormattableString.Invariant($"{section}:{setting} is {value}; it must be from {least} to {most}."));
        }
    }
}
