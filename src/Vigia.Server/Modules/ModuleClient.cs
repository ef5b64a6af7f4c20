using System.Runtime.CompilerServices;
using Vigia.Model.Health;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Server.Modules;

internal sealed partial class ModuleClient(ModuleTransport transport) : IModuleClient
{
    private const string Root = "/api/v1";

    public Uri Address => transport.Address;

    public Task<ModuleResult<MessagePage>> SearchMessagesAsync(MessageFilter filter, CancellationToken cancellationToken) =>
        transport.GetAsync(new ModuleQuery($"{Root}/messages").Add(filter).ToString(), ModuleJsonContext.Default.MessagePage, cancellationToken);

    public async IAsyncEnumerable<ModuleResult<MessagePage>> ReadMessagesAsync(
        MessageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MessageFilter? next = filter;
        while (next is not null)
        {
            ModuleResult<MessagePage> page = await SearchMessagesAsync(next, cancellationToken);
            yield return page;
            next = page.Value?.Next is { } cursor ? next with { Cursor = cursor } : null;
        }
    }

    public Task<ModuleResult<MessageCounts>> CountMessagesAsync(CountFilter filter, CancellationToken cancellationToken) =>
        transport.GetAsync(
            new ModuleQuery($"{Root}/messages/counts").Add(filter.Messages with { Cursor = null }).Add("step", filter.StepSeconds).ToString(),
            ModuleJsonContext.Default.MessageCounts,
            cancellationToken);

    public Task<ModuleResult<MessageDetail>> GetMessageAsync(string id, CancellationToken cancellationToken) =>
        transport.GetAsync($"{Root}/messages/{Segment(id)}", ModuleJsonContext.Default.MessageDetail, cancellationToken);

    public Task<ModuleResult<MessageTimeline>> GetTimelineAsync(string id, CancellationToken cancellationToken) =>
        transport.GetAsync($"{Root}/messages/{Segment(id)}/timeline", ModuleJsonContext.Default.MessageTimeline, cancellationToken);

    public async Task<ModuleResult> RetryMessageAsync(string id, string actor, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}/messages/{Segment(id)}/retry");
        ModuleAnswer answer = await transport.SendAsync(request, actor, cancellationToken);
        return answer.Error is null ? ModuleResult.Done : new ModuleResult(answer.Error);
    }

    public Task<ModuleResult<QueueStatus>> GetQueueAsync(CancellationToken cancellationToken) =>
        transport.GetAsync($"{Root}/queue", ModuleJsonContext.Default.QueueStatus, cancellationToken);

    public Task<ModuleResult<IReadOnlyList<RouteStatus>>> GetRoutesAsync(CancellationToken cancellationToken) =>
        transport.GetAsync($"{Root}/routes", ModuleJsonContext.Default.IReadOnlyListRouteStatus, cancellationToken);

    public Task<ModuleResult<ModuleHealth>> GetHealthAsync(CancellationToken cancellationToken) =>
        transport.GetAsync($"{Root}/health", HealthJsonContext.Default.ModuleHealth, cancellationToken);

    public Task<ModuleResult<IReadOnlyList<AuditEntry>>> GetAuditAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        transport.GetAsync(
            new ModuleQuery($"{Root}/audit").Add(filter).ToString(), ModuleJsonContext.Default.IReadOnlyListAuditEntry, cancellationToken);

    /// <summary>An id as one segment of a path: a URI drops <c>.</c> and <c>..</c>, and no message is called so.</summary>
    private static string Segment(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return id is "." or ".." ? "%00" : Uri.EscapeDataString(id);
    }
}
