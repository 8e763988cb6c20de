using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>Registers the type <c>email</c>.</summary>
internal static class EmailRegistration
{
    private static readonly TimeSpan TokenTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Adds the type, and the client of its OAuth tokens. Needs the people file.</summary>
    public static IServiceCollection AddEmailChannel(this IServiceCollection services)
    {
        services.AddOutgoingClient(EmailToken.ClientName, (_, http) => http.Timeout = TokenTimeout);
        return services.AddSingleton<EmailMetrics>().AddSingleton<IChannelType, EmailChannelType>();
    }
}
