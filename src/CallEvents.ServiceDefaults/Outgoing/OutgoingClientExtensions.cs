using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.ServiceDefaults.Outgoing;

/// <summary>Registers clients of systems outside.</summary>
public static class OutgoingClientExtensions
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds a named client for <see cref="IHttpClientFactory"/>: no redirects, no cookies, no logs of the factory, and spans with scheme,
    /// host and the operation's name instead of the path, which may be a secret.
    /// </summary>
    /// <param name="services">The service's registrations.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="configure">Sets the base address, the timeout and headers.</param>
    public static IHttpClientBuilder AddOutgoingClient(
        this IServiceCollection services,
        string name,
        Action<IServiceProvider, HttpClient> configure
    ) =>
        services
            .AddHttpClient(name, configure)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = ConnectTimeout,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ActivityHeadersPropagator = null,
                }
            );
}
