using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Vigia.Server.Modules;

namespace Vigia.Console.Search;

/// <summary>Finds a message by its whole id, and messages by their whole type.</summary>
internal sealed class MessageSearch(IModuleClient module) : ISearchSource
{
    // One word of a message's own alphabet; anything else is no id.
    private const int MaxLength = 128;

    public async Task<IReadOnlyList<SearchResult>> FindAsync(string text, int limit, CancellationToken cancellationToken)
    {
        if (text.Length > MaxLength || text.Contains(' ', StringComparison.Ordinal))
        {
            return [];
        }

        ModuleResult<MessagePage> byId = await module.SearchMessagesAsync(new MessageFilter { Id = text, Limit = 1 }, cancellationToken);
        IReadOnlyList<MessageSummary> found = byId.Value?.Items ?? [];
        if (found.Count == 0 && byId.Error is null)
        {
            found = (await module.SearchMessagesAsync(new MessageFilter { Type = text, Limit = Math.Min(3, limit) }, cancellationToken)).Value?.Items ?? [];
        }

        // A module that cannot be reached is said on its own pages; the search finds what there is besides.
        return [.. found.Take(limit).Select(static message => new SearchResult("SearchMessages", message.Id, message.Type, "/ui/messages/" + Uri.EscapeDataString(message.Id)))];
    }
}
