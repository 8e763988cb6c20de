using System.Net;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.Revont.Settings;
using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace CallEvents.Revont.Http;

/// <summary>Registers the client of the Revont API.</summary>
internal static class RevontClientExtensions
{
    /// <summary>Adds <see cref="IRevontApi"/>. It takes the address from <see cref="RevontOptions"/>.</summary>
    /// <param name="services">The service's registrations.</param>
    /// <param name="maxBytes">The longest response that is read, after decompression.</param>
    public static IServiceCollection AddRevontClient(this IServiceCollection services, Func<IServiceProvider, long> maxBytes)
    {
        services
            .AddRefitGeneratedClient<IRevontApi>(RevontJson.RefitSettings())
            .ConfigureHttpClient(
                (provider, client) =>
                {
                    client.BaseAddress = new Uri(provider.GetRequiredService<RevontOptions>().BaseUrl);
                    client.DefaultRequestHeaders.UserAgent.ParseAdd("CallEvents");

                    // A request sets the only deadline, over headers and body; its sender retries, since each try costs the rate limit.
                    client.Timeout = Timeout.InfiniteTimeSpan;
                }
            )
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ConnectTimeout = TimeSpan.FromSeconds(10),

                    // A redirect would send the key to another address.
                    AllowAutoRedirect = false,

                    // All workspaces share the handler: a cookie set for one would be sent with the key of another.
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.All,
                }
            )
            .AddHttpMessageHandler(() => new TraceRequestHandler())
            .AddHttpMessageHandler(() => new DropErrorBodyHandler())
            .AddHttpMessageHandler(provider => new LimitBodyHandler(maxBytes(provider)))
            // They would write four lines for each request, below every log level in use, at a cost: the caller logs what matters.
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services;
    }
}
