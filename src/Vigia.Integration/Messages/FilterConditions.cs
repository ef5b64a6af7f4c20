using System.Globalization;
using System.Text;
using System.Text.Json;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>Turns a filter into SQL conditions with parameters <c>$p0</c>, <c>$p1</c> …, in the order of <see cref="Values"/>.</summary>
internal sealed class FilterConditions
{
    private readonly StringBuilder _sql = new();
    private readonly List<object> _values = [];

    /// <param name="filter">What must fit; its status and its kind of error are the caller's to add.</param>
    /// <param name="columns">Where a message's or a note's own columns stand.</param>
    public FilterConditions(MessageFilter filter, FilterColumns columns)
    {
        string table = columns.Table;
        AddIfSet($"{table}.id =", filter.Id);
        AddIfSet($"{table}.type =", filter.Type);
        AddIfSet($"{table}.protocol =", filter.Protocol);
        AddIfSet($"{table}.partition_key =", filter.PartitionKey);
        AddIfSet($"{table}.subject =", filter.Subject);
        AddIfSet($"{columns.TraceId} =", filter.TraceId);
        AddIfSet($"{columns.RequestId} =", filter.RequestId);
        if (filter.UserId is { } userId)
        {
            Add($"{table}.user_hash =", DatabaseKeys.User(userId));
            Add($"{table}.user_id =", userId);
        }

        if (filter.From is { } from)
        {
            Add($"{table}.received_at >=", DatabaseKeys.Time(from));
        }

        if (filter.To is { } to)
        {
            Add($"{table}.received_at <", DatabaseKeys.Time(to));
        }

        if (filter.IdPrefix is { } prefix)
        {
            // Not LIKE, to which some characters of an id mean more than themselves.
            AddAround($"instr({table}.id, ", prefix, ") = 1");
        }

        if (filter.Text is { } text)
        {
            AddAround($"instr(lower({columns.Text}), lower(", text, ")) > 0");
        }

        if (filter.Ids is { } ids)
        {
            AddAround($"{table}.id IN (SELECT value FROM json_each(", JsonSerializer.Serialize(ids, ModuleJsonContext.Default.IReadOnlyListString), "))");
        }
    }

    /// <summary>Each condition is led by <c>AND</c>.</summary>
    public string Sql => _sql.ToString();

    public IReadOnlyList<object> Values => _values;

    public void Add(string condition, object value)
    {
        _sql.Append(CultureInfo.InvariantCulture, $" AND {condition} $p{_values.Count}");
        _values.Add(value);
    }

    /// <summary>The parameter stands between the two.</summary>
    public void AddAround(string before, object value, string after)
    {
        _sql.Append(CultureInfo.InvariantCulture, $" AND {before}$p{_values.Count}{after}");
        _values.Add(value);
    }

    public void AddIfSet(string condition, string? value)
    {
        if (value is not null)
        {
            Add(condition, value);
        }
    }
}
