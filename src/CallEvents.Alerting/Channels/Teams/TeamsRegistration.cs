using CallEvents.Alerting.Channels.Http;

namespace CallEvents.Alerting.Channels.Teams;

/// <summary>Registers the type <c>teams</c>.</summary>
internal static class TeamsRegistration
{
    /// <summary>Adds the type and its client.</summary>
    public static IServiceCollection AddTeamsChannel(this IServiceCollection services) =>
        services.AddHttpChannel<TeamsChannelType>(TeamsChannel.ClientName);
}
