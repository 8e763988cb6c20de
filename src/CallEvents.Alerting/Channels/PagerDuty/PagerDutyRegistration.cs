using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.PagerDuty;

/// <summary>Registers the type <c>pagerduty</c>.</summary>
internal static class PagerDutyRegistration
{
    /// <summary>Adds the type and its client.</summary>
    public static IServiceCollection AddPagerDutyChannel(this IServiceCollection services) =>
        services.AddHttpChannel<PagerDutyChannelType>(PagerDutyChannel.ClientName);
}
