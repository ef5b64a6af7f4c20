using System.Globalization;
using System.Text;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>Turns a filter into SQL conditions with parameters <c>$p0</c>, <c>$p1</c> …, in the order of <see cref="Values"/>.</summary>
internal sealed class FilterConditions
{
    private readonly StringBuilder _sql = new();
    private readonly List<object> _values = [];

    /// <summary><paramref name="table"/> is the alias of the table that holds the message's own columns.</summary>
    public FilterConditions(MessageFilter filter, string table)
    {
        AddIfSet($"{table}.id =", filter.Id);
        AddIfSet($"{table}.type =", filter.Type);
        AddIfSet($"{table}.protocol =", filter.Protocol);
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
    }

    /// <summary>Each condition is led by <c>AND</c>.</summary>
    public string Sql => _sql.ToString();

    public IReadOnlyList<object> Values => _values;

    public void Add(string condition, object value)
    {
        _sql.Append(CultureInfo.InvariantCulture, $" AND {condition} $p{_values.Count}");
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
