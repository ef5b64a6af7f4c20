using Vigia.Model.Access;

namespace Vigia.Integration.Access.Keys;

/// <summary>A key as the store has it.</summary>
internal sealed record StoredApiKey(ApiKeyInfo Info, SecretHash Hash);
