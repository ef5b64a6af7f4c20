namespace Vigia.Integration.Processing.Mapping;

/// <summary>A template or an expression in configuration is malformed. The message says where and why.</summary>
internal sealed class MappingSyntaxException(string message) : Exception(message);
