using System.Text.Json;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>What expressions read from, and what one rendering may still spend.</summary>
internal sealed class RenderState(JsonElement root, Message message)
{
    private int _elements;

    public JsonElement Root { get; } = root;

    public Message Message { get; } = message;

    /// <summary>The element of the innermost <c>$each</c>.</summary>
    public JsonElement? Current { get; set; }

    public void CountElement()
    {
        if (++_elements > MappingLimits.MaxElements)
        {
            throw new ProcessingException(
                "mapping_too_large", $"The mapping visits more than {MappingLimits.MaxElements} elements.", isTransient: false);
        }
    }
}
