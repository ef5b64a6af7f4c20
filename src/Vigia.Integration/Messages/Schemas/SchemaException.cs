namespace Vigia.Integration.Messages.Schemas;

/// <summary>A schema file cannot be used; the message names it.</summary>
internal sealed class SchemaException(string message, Exception? innerException = null) : Exception(message, innerException);
