using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.QueryApi;

/// <summary>
/// A request's parameters, of a form in the body first and of the address after it, as Go's <c>FormValue</c> takes them. Bounded by Kestrel's limits on bodies
/// and ASP.NET's on forms.
/// </summary>
internal sealed class ApiParameters
{
    private static readonly DateTimeOffset Least = DateTimeOffset.UnixEpoch.AddMilliseconds(MinTime);

    /// <summary>What "since ever" is, in milliseconds.</summary>
    public const long MinTime = -62135596800000;

    /// <summary>What "for ever" is, in milliseconds.</summary>
    public const long MaxTime = 253402300799999;

    private readonly IFormCollection? _form;
    private readonly IQueryCollection _query;

    private ApiParameters(IFormCollection? form, IQueryCollection query) => (_form, _query) = (form, query);

    public string? this[string name] =>
        _form is not null && _form.TryGetValue(name, out StringValues formed) && formed.Count > 0 ? formed[0]
        : _query.TryGetValue(name, out StringValues values) && values.Count > 0 ? values[0]
        : null;

    public static async ValueTask<ApiParameters> ReadAsync(HttpContext context)
    {
        IFormCollection? form = null;
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType)
        {
            try
            {
                form = await context.Request.ReadFormAsync(context.RequestAborted);
            }
            catch (InvalidDataException exception)
            {
                throw ApiException.BadData("error parsing form values: " + exception.Message);
            }
        }

        return new ApiParameters(form, context.Request.Query);
    }

    /// <summary>Every value of a parameter that may be repeated.</summary>
    public IReadOnlyList<string> All(string name)
    {
        var all = new List<string>();
        if (_form is not null && _form.TryGetValue(name, out StringValues formed))
        {
            all.AddRange(formed.OfType<string>());
        }

        if (_query.TryGetValue(name, out StringValues values))
        {
            all.AddRange(values.OfType<string>());
        }

        return all;
    }

    /// <summary>A time: seconds since 1970, or RFC 3339. In milliseconds.</summary>
    public long Time(string name, long absent) => this[name] is { Length: > 0 } text ? Time(name, text) : absent;

    /// <summary>A time that must be there.</summary>
    public long RequiredTime(string name) => Time(name, this[name] ?? "");

    /// <summary>A duration: seconds, or as PromQL writes it. In milliseconds.</summary>
    public long Duration(string name) => Duration(name, this[name] ?? "");

    public long? OptionalDuration(string name) => this[name] is { Length: > 0 } text ? Duration(name, text) : null;

    /// <summary>A number of things; 0 is no limit.</summary>
    public int Limit(string name = "limit")
    {
        if (this[name] is not { Length: > 0 } text)
        {
            return 0;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int limit))
        {
            throw ApiException.Invalid(name, $"strconv.Atoi: parsing {Model.Labels.QuotedText.Quote(text)}: invalid syntax");
        }

        return limit >= 0 ? limit : throw ApiException.Invalid(name, "limit must be non-negative");
    }

    private static long Time(string name, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            double milliseconds = Math.Round(seconds * 1000);
            if (milliseconds is >= MinTime and <= MaxTime)
            {
                return (long)milliseconds;
            }

            if (!double.IsNaN(seconds))
            {
                return seconds < 0 ? MinTime : MaxTime;
            }
        }

        // RFC 3339 only: a date alone, or a time without a zone, would be guessed at.
        if (text.Length >= 20 && (text[10] is 'T' or 't')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            && (text.EndsWith('Z') || text.EndsWith('z') || text[^6] is '+' or '-'))
        {
            return time < Least ? MinTime : time.ToUnixTimeMilliseconds();
        }

        throw ApiException.Invalid(name, $"cannot parse {Model.Labels.QuotedText.Quote(text)} to a valid timestamp");
    }

    private static long Duration(string name, string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            double milliseconds = seconds * 1000;
            return Math.Abs(milliseconds) < long.MaxValue / 1_000_000d
                ? (long)milliseconds
                : throw ApiException.Invalid(name, $"cannot parse {Model.Labels.QuotedText.Quote(text)} to a valid duration. It overflows int64");
        }

        return DurationText.TryParse(text, out TimeSpan duration)
            ? (long)duration.TotalMilliseconds
            : throw ApiException.Invalid(name, $"cannot parse {Model.Labels.QuotedText.Quote(text)} to a valid duration");
    }
}
