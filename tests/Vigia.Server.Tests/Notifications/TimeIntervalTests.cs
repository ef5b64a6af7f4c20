using System.Globalization;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration;
using Vigia.Server.Notifications.Intervals;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class TimeIntervalTests
{
    [Theory]
    [InlineData("weekdays: ['monday:friday']", "2026-03-04T12:00:00Z", true)]
    [InlineData("weekdays: ['saturday', sunday]", "2026-03-04T12:00:00Z", false)]
    [InlineData("weekdays: ['saturday', sunday]", "2026-03-08T00:00:00Z", true)]
    [InlineData("times: [{ start_time: '08:00', end_time: '18:00' }]", "2026-03-04T08:00:00Z", true)]
    [InlineData("times: [{ start_time: '08:00', end_time: '18:00' }]", "2026-03-04T17:59:59Z", true)]
    [InlineData("times: [{ start_time: '08:00', end_time: '18:00' }]", "2026-03-04T18:00:00Z", false)]
    [InlineData("times: [{ start_time: '00:00', end_time: '24:00' }]", "2026-03-04T23:59:59Z", true)]
    [InlineData("days_of_month: ['1:5', '-3:-1']", "2026-02-28T12:00:00Z", true)]
    [InlineData("days_of_month: ['1:5', '-3:-1']", "2026-02-26T12:00:00Z", true)]
    [InlineData("days_of_month: ['1:5', '-3:-1']", "2026-02-25T12:00:00Z", false)]
    [InlineData("days_of_month: ['31']", "2026-02-28T12:00:00Z", false)]
    [InlineData("days_of_month: ['29:31']", "2026-02-28T12:00:00Z", false)]
    [InlineData("months: ['january:march', 'december']", "2026-03-31T12:00:00Z", true)]
    [InlineData("months: ['4:6']", "2026-03-31T12:00:00Z", false)]
    [InlineData("years: ['2025:2027']", "2026-03-31T12:00:00Z", true)]
    [InlineData("years: ['2020']", "2026-03-31T12:00:00Z", false)]
    [InlineData("times: [{ start_time: '09:00', end_time: '17:00' }], location: America/Sao_Paulo", "2026-03-04T12:00:00Z", true)]
    [InlineData("times: [{ start_time: '09:00', end_time: '17:00' }], location: America/Sao_Paulo", "2026-03-04T11:59:00Z", false)]
    [InlineData("weekdays: [wednesday], location: Asia/Tokyo", "2026-03-04T16:00:00Z", false)]
    [InlineData("times: [{ start_time: '09:00', end_time: '10:00' }], location: Europe/Lisbon", "2026-07-01T08:30:00Z", true)]
    [InlineData("times: [{ start_time: '09:00', end_time: '10:00' }], location: Europe/Lisbon", "2026-01-01T08:30:00Z", false)]
    public void Contains_Moment_IsAsTheClockThereSays(string interval, string moment, bool expected)
    {
        TimeInterval read = Assert.Single(Read(interval)["i"]);
        Assert.Equal(expected, read.Contains(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("weekdays: ['friday:monday']")]
    [InlineData("weekdays: [someday]")]
    [InlineData("times: [{ start_time: '18:00', end_time: '08:00' }]")]
    [InlineData("times: [{ start_time: '25:00', end_time: '26:00' }]")]
    [InlineData("times: [{ start_time: '08:00' }]")]
    [InlineData("days_of_month: ['0']")]
    [InlineData("days_of_month: ['32']")]
    [InlineData("days_of_month: ['-1:5']")]
    [InlineData("months: ['13']")]
    [InlineData("location: Mars/Olympus")]
    public void Read_Wrong_IsRefusedWithItsLine(string interval)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Read(interval));
        Assert.NotEmpty(refused.Issues);
        Assert.All(refused.Issues.Where(static issue => !issue.IsWarning), static issue => Assert.Equal(3, issue.Line));
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<TimeInterval>> Read(string interval) =>
        AlertmanagerConfigurationReader.Read($"route: {{ receiver: r }}\nreceivers: [{{ name: r }}]\ntime_intervals: [{{ name: i, time_intervals: [{{ {interval} }}] }}]\n", "/c/alertmanager.yml").TimeIntervals;
}
