using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.Alerting.Channels.Http;

/// <summary>Registers what a type of channel that speaks HTTP needs.</summary>
internal static class ChannelClientExtensions
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Adds the type, and a client of the given name for its channels.</summary>
    public static IServiceCollection AddHttpChannel<TType>(this IServiceCollection services, string client)
        where TType : class, IChannelType
    {
        services.AddOutgoingClient(client, (_, http) => http.Timeout = Timeout);
        return services.AddSingleton<IChannelType, TType>();
    }
}
