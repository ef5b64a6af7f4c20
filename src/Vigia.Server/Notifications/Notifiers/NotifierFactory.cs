using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Plots;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>Makes what sends over one way.</summary>
internal static class NotifierFactory
{
    public static INotifier Create(IntegrationConfiguration configuration, ReceiverOptions options, TemplateSet templates, OutboundGuard guard, AlertPlots plots, TimeProvider time) => configuration switch
    {
        WebhookConfiguration webhook => new WebhookNotifier(webhook, options.HmacSecret, guard, time),
        EmailConfiguration email => new EmailNotifier(email, templates, guard, plots),
        SlackConfiguration slack => new SlackNotifier(slack, templates, guard, time),
        PagerDutyConfiguration pagerDuty => new PagerDutyNotifier(pagerDuty, templates, guard, time),
        _ => throw new ArgumentException($"no notifier for {configuration.Kind}", nameof(configuration)),
    };
}
