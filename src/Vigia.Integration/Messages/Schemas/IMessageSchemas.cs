namespace Vigia.Integration.Messages.Schemas;

/// <summary>The schemas in force. Thread safe.</summary>
internal interface IMessageSchemas
{
    /// <summary>The schema that a message type goes by, or null.</summary>
    MessageSchema? Find(string type);
}
