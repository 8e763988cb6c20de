using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A virtual host of one test, and its queues, exchanges and bindings as the management API reports them.</summary>
public sealed class VirtualHost(RabbitMqServer server, string name, Uri uri) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Name => name;

    /// <summary>The value for <c>ConnectionStrings:RabbitMq</c>: user, password, host, port and virtual host.</summary>
    public Uri Uri => uri;

    private static CancellationToken TestCancellation => TestContext.Current.CancellationToken;

    public Task<IReadOnlyList<QueueState>> QueuesAsync() => ListAsync<QueueState>("queues");

    /// <returns>The queue, or null when it does not exist.</returns>
    public async Task<QueueState?> QueueAsync(string queue)
    {
        using var response = await server.Management.GetAsync(ResourceUri("queues", queue), TestCancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<QueueState>(Json, TestCancellation);
    }

    /// <summary>The exchanges, except the predefined ones.</summary>
    public async Task<IReadOnlyList<ExchangeState>> ExchangesAsync()
    {
        var exchanges = await ListAsync<ExchangeState>("exchanges");
        return [.. exchanges.Where(exchange => exchange.Name.Length > 0 && !exchange.Name.StartsWith("amq.", StringComparison.Ordinal))];
    }

    /// <summary>The bindings, except those of the default exchange.</summary>
    public async Task<IReadOnlyList<BindingState>> BindingsAsync() =>
        [.. (await ListAsync<BindingState>("bindings")).Where(binding => binding.Source.Length > 0)];

    public Task DeleteQueueAsync(string queue) => DeleteAsync("queues", queue);

    public Task DeleteExchangeAsync(string exchange) => DeleteAsync("exchanges", exchange);

    /// <summary>Closes all connections, as an operator does; each client connects again, unless it is paused.</summary>
    public async Task CloseConnectionsAsync()
    {
        var vhost = Uri.EscapeDataString(name);
        var open = await Eventually.Be(
            async () =>
                await server.Management.GetFromJsonAsync<List<ConnectionState>>($"vhosts/{vhost}/connections", Json, TestCancellation),
            connections => connections is { Count: > 0 }
        );
        foreach (var connection in open!)
        {
            using var response = await server.Management.DeleteAsync(
                new Uri($"connections/{Uri.EscapeDataString(connection.Name)}", UriKind.Relative),
                TestCancellation
            );

            // The list is up to some seconds old: one that is in it may have closed.
            if (response.StatusCode != HttpStatusCode.NotFound)
                response.EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var response = await server.Management.DeleteAsync(ResourceUri("vhosts"), TestCancellation);
        }
        catch (HttpRequestException)
        {
            // A failed test left the broker stopped. The virtual host is removed together with the broker.
        }
    }

    private async Task DeleteAsync(string kind, string item)
    {
        using var response = await server.Management.DeleteAsync(ResourceUri(kind, item), TestCancellation);
        response.EnsureSuccessStatusCode();
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string kind) =>
        await server.Management.GetFromJsonAsync<List<T>>(ResourceUri(kind), Json, TestCancellation) ?? [];

    private Uri ResourceUri(string kind, string? item = null) =>
        new($"{kind}/{Uri.EscapeDataString(name)}{(item is null ? "" : $"/{Uri.EscapeDataString(item)}")}", UriKind.Relative);
}

/// <summary>An open connection.</summary>
internal sealed record ConnectionState(string Name);
