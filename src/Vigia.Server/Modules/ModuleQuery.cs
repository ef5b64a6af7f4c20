using System.Globalization;
using System.Text;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Server.Modules;

/// <summary>A query string, built up. What is null is left out.</summary>
internal sealed class ModuleQuery(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public ModuleQuery Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public ModuleQuery Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public ModuleQuery Add(string name, DateTimeOffset? value) =>
        Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

    public ModuleQuery Add(MessageFilter filter) => Add("id", filter.Id)
        .Add("idPrefix", filter.IdPrefix)
        .Add("text", filter.Text)
        .Add("type", filter.Type)
        .Add("status", filter.Status?.ToString().ToLowerInvariant())
        .Add("protocol", filter.Protocol)
        .Add("userId", filter.UserId)
        .Add("subject", filter.Subject)
        .Add("partitionKey", filter.PartitionKey)
        .Add("traceId", filter.TraceId)
        .Add("requestId", filter.RequestId)
        .Add("errorType", filter.ErrorType)
        .Add("from", filter.From)
        .Add("to", filter.To)
        .Add("limit", filter.Limit)
        .Add("cursor", filter.Cursor);

    public ModuleQuery Add(AuditFilter filter) => Add("actor", filter.Actor)
        .Add("action", filter.Action)
        .Add("target", filter.Target)
        .Add("from", filter.From)
        .Add("to", filter.To)
        .Add("before", filter.Before)
        .Add("limit", filter.Limit);

    public override string ToString() => _text.ToString();
}
