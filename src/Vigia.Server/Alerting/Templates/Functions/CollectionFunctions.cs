using System.Text;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary><c>len</c>, <c>index</c>, <c>slice</c>, <c>not</c> and <c>call</c>.</summary>
internal static class CollectionFunctions
{
    public static IEnumerable<TemplateFunction> All =>
    [
        TemplateFunction.Of("len", [ParameterKind.Any], static arguments => Length(arguments[0])),
        TemplateFunction.Variadic("index", [ParameterKind.Any, ParameterKind.Any], static arguments => Index(arguments)),
        TemplateFunction.Variadic("slice", [ParameterKind.Any, ParameterKind.Any], static arguments => Slice(arguments)),
        TemplateFunction.Of("not", [ParameterKind.Any], static arguments => !GoType.IsTrue(arguments[0])),
    ];

    private static long Length(object? value) => value switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        ITemplateMap map => map.Count,
        IReadOnlyList<object?> list => list.Count,
        null => throw new TemplateCallException("len of nil pointer"),
        _ => throw new TemplateCallException($"len of type {GoType.Name(value)}"),
    };

    private static object? Index(CallArguments arguments)
    {
        object? item = arguments[0] ?? throw new TemplateCallException("index of untyped nil");
        for (int i = 1; i < arguments.Count; i++)
        {
            object? key = arguments[i];
            switch (item)
            {
                case ITemplateMap map:
                    if (key is not string name)
                    {
                        throw new TemplateCallException($"value has type {GoType.Name(key)}; should be string");
                    }

                    item = map.TryGet(name, out object? found) ? found : map.Zero;
                    break;
                case IReadOnlyList<object?> list:
                    item = list[Position(key, list.Count - 1)];
                    break;
                case string text:
                    byte[] bytes = Encoding.UTF8.GetBytes(text);
                    item = (long)bytes[Position(key, bytes.Length - 1)];
                    break;
                case null:
                    throw new TemplateCallException("index of nil pointer");
                default:
                    throw new TemplateCallException($"can't index item of type {GoType.Name(item)}");
            }
        }

        return item;
    }

    private static object Slice(CallArguments arguments)
    {
        object? item = arguments[0];
        if (arguments.Count > 3)
        {
            throw new TemplateCallException(item is string ? "cannot 3-index slice a string" : $"too many slice indexes: {arguments.Count - 1}");
        }

        int length = item switch
        {
            string text => Encoding.UTF8.GetByteCount(text),
            IReadOnlyList<object?> list => list.Count,
            null => throw new TemplateCallException("slice of untyped nil"),
            _ => throw new TemplateCallException($"can't slice item of type {GoType.Name(item)}"),
        };
        int start = arguments.Count > 1 ? Position(arguments[1], length) : 0;
        int end = arguments.Count > 2 ? Position(arguments[2], length) : length;
        if (start > end)
        {
            throw new TemplateCallException($"invalid slice index: {start} > {end}");
        }

        return item is string words
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(words).AsSpan(start, end - start))
            : ((IReadOnlyList<object?>)item).Skip(start).Take(end - start).ToArray();
    }

    private static int Position(object? value, int largest) => value switch
    {
        long index when index >= 0 && index <= largest => (int)index,
        long index => throw new TemplateCallException($"index out of range: {index}"),
        null => throw new TemplateCallException("cannot index slice/array with nil"),
        _ => throw new TemplateCallException($"cannot index slice/array with type {GoType.Name(value)}"),
    };
}
