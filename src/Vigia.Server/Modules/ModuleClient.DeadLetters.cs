using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Server.Modules;

internal sealed partial class ModuleClient
{
    private const string Letters = $"{Root}/dead-letters";

    public Task<ModuleResult<MessagePage>> SearchDeadLettersAsync(MessageFilter filter, CancellationToken cancellationToken) =>
        transport.GetAsync(new ModuleQuery(Letters).Add(filter).ToString(), ModuleJsonContext.Default.MessagePage, cancellationToken);

    public Task<ModuleResult<IReadOnlyList<DeadLetterGroup>>> GetDeadLetterGroupsAsync(CancellationToken cancellationToken) =>
        transport.GetAsync($"{Letters}/groups", ModuleJsonContext.Default.IReadOnlyListDeadLetterGroup, cancellationToken);

    public Task<ModuleResult<MessageDetail>> GetDeadLetterAsync(string id, CancellationToken cancellationToken) =>
        transport.GetAsync($"{Letters}/{Segment(id)}", ModuleJsonContext.Default.MessageDetail, cancellationToken);

    public Task<ModuleResult<DeadLetterCheck>> CheckDeadLetterAsync(string id, DeadLetterEdit edit, CancellationToken cancellationToken) =>
        transport.SendAsync(
            Json(HttpMethod.Post, $"{Letters}/{Segment(id)}/check", edit, ModuleJsonContext.Default.DeadLetterEdit),
            actor: null,
            ModuleJsonContext.Default.DeadLetterCheck,
            cancellationToken);

    public async Task<ModuleResult<string>> EditDeadLetterAsync(
        string id, DeadLetterEdit edit, string? version, string actor, CancellationToken cancellationToken)
    {
        HttpRequestMessage request = Json(HttpMethod.Put, $"{Letters}/{Segment(id)}", edit, ModuleJsonContext.Default.DeadLetterEdit);
        if (version is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(version));
        }

        ModuleAnswer answer = await transport.SendAsync(request, actor, cancellationToken);
        return answer.Error is null
            ? new ModuleResult<string> { Value = answer.Version ?? "" }
            : new ModuleResult<string> { Error = answer.Error };
    }

    public Task<ModuleResult<DeadLetterChange>> ReplayDeadLetterAsync(string id, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(id, "replay", actor, cancellationToken);

    public Task<ModuleResult<DeadLetterChange>> DiscardDeadLetterAsync(string id, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(id, "discard", actor, cancellationToken);

    public Task<ModuleResult<DeadLetterOperation>> BeginOperationAsync(
        DeadLetterOperationRequest request, string actor, CancellationToken cancellationToken) =>
        transport.SendAsync(
            Json(HttpMethod.Post, $"{Letters}/operations", request, ModuleJsonContext.Default.DeadLetterOperationRequest),
            actor,
            ModuleJsonContext.Default.DeadLetterOperation,
            cancellationToken);

    public Task<ModuleResult<IReadOnlyList<DeadLetterOperation>>> GetOperationsAsync(CancellationToken cancellationToken) =>
        transport.GetAsync($"{Letters}/operations", ModuleJsonContext.Default.IReadOnlyListDeadLetterOperation, cancellationToken);

    public Task<ModuleResult<DeadLetterOperation>> GetOperationAsync(string id, CancellationToken cancellationToken) =>
        transport.GetAsync($"{Letters}/operations/{Segment(id)}", ModuleJsonContext.Default.DeadLetterOperation, cancellationToken);

    public Task<ModuleResult<DeadLetterOperation>> CancelOperationAsync(string id, string actor, CancellationToken cancellationToken) =>
        transport.SendAsync(
            new HttpRequestMessage(HttpMethod.Delete, $"{Letters}/operations/{Segment(id)}"),
            actor,
            ModuleJsonContext.Default.DeadLetterOperation,
            cancellationToken);

    private Task<ModuleResult<DeadLetterChange>> ChangeAsync(string id, string action, string actor, CancellationToken cancellationToken) =>
        transport.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, $"{Letters}/{Segment(id)}/{action}"),
            actor,
            ModuleJsonContext.Default.DeadLetterChange,
            cancellationToken);

    private static HttpRequestMessage Json<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return new HttpRequestMessage(method, path) { Content = content };
    }
}
