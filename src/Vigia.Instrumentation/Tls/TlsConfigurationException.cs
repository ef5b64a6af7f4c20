namespace Vigia.Instrumentation.Tls;

/// <summary>A certificate or key file cannot be used; the message names the file and says what to do.</summary>
public sealed class TlsConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
