using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CallEvents.ServiceDefaults.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

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
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddHttpClient(
                name,
                (provider, client) =>
                {
                    client.DefaultRequestHeaders.UserAgent.ParseAdd("CallEvents");
                    configure(provider, client);
                }
            )
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            .AddHttpMessageHandler(provider => new OutgoingHandler(
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<OutgoingHandler>>()
            ))
            // They write the whole address at level Information.
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }

    private static SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would send the credentials and people's data to another address.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),

            // Turns off the native span, which has the path in url.full, and the header traceparent, which is of no use to others:
            // https://github.com/dotnet/runtime/pull/55392
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = Validate;
        return handler;
    }

    private static bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = ((SslStream)sender).TargetHostName;
        return new ServerCertificateValidator($"{host}: the server's", host, authorityFile: null).Validate(
            sender,
            certificate,
            chain,
            errors
        );
    }
}
