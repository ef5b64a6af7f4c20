using Microsoft.AspNetCore.Http;

namespace Vigia.Instrumentation.Health;

/// <summary>Settings of the background health checks and their endpoints.</summary>
public sealed class HealthOptions
{
    private Func<HttpContext, bool> _detailsRule = RequestOrigin.IsLoopback;

    /// <summary>The path of the guide's answer; live, ready and startup lie below it.</summary>
    public string Path { get; set; } = "/health";

    /// <summary>How often each check runs. From 100 milliseconds to 1 day. A registration's own period wins.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a check may take before it counts as failed. From 10 milliseconds to 10 minutes. A registration's own time-out wins.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>By which share of the interval a run is moved at random, so that many processes do not check one server at once. From 0 to 0.5.</summary>
    public double Jitter { get; set; } = 0.1;

    /// <summary>Results that are kept per check and shown with its details. From 1 to 100.</summary>
    public int HistoryLength { get; set; } = 10;

    /// <summary>Whether callers on other machines are answered. Without it they get 403: the answers need no credentials.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>
    /// Whether the end of the host's start ends the start-up (<c>/health/startup</c>). Set it to false where more work
    /// follows, and call <see cref="ReadinessState.MarkStarted"/> when it is done.
    /// </summary>
    public bool StartedWithHost { get; set; } = true;

    /// <summary>
    /// Sets who may see the details of checks, which can tell addresses and error messages. The default is callers on
    /// this machine. The rule runs on each request for details and must be quick.
    /// </summary>
    /// <param name="rule">Answers whether this caller may, for example by <c>context.User.Identity</c>.</param>
    public void AllowDetails(Func<HttpContext, bool> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _detailsRule = rule;
    }

    internal bool MaySeeDetails(HttpContext context) => _detailsRule(context);
}
