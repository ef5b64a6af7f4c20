using System.Globalization;

namespace Vigia.Storage.Journal;

/// <summary>A file is whole, but of a version that this program does not know: not to be set aside, nor to be passed over.</summary>
internal sealed class NewerFormatException(int version, int known)
    : IOException(string.Create(CultureInfo.InvariantCulture, $"The file is of version {version}; this program reads version {known}. Use the program that wrote it, or a newer one."));
