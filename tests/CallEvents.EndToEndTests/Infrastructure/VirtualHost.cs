using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A virtual host of one test, and what the broker says is in it.</summary>
public sealed class VirtualHost(RabbitMqServer server, string name, Uri uri) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Name => name;

    /// <summary>For <c>ConnectionStrings:RabbitMq</c>: user, password, host, port and virtual host.</summary>
    public Uri Uri => uri;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public Task<IReadOnlyList<QueueState>> QueuesAsync() => ListAsync<QueueState>("queues");

    /// <returns>Null when there is none of that name.</returns>
    public async Task<QueueState?> QueueAsync(string queue)
    {
        using var answer = await server.Management.GetAsync(Address("queues", queue), Ended);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<QueueState>(Json, Ended);
    }

    /// <summary>Without those that every virtual host begins with.</summary>
    public async Task<IReadOnlyList<ExchangeState>> ExchangesAsync() =>
        [.. (await ListAsync<ExchangeState>("exchanges")).Where(exchange => exchange.Name.Length > 0 && !exchange.Name.StartsWith("amq.", StringComparison.Ordinal))];

    /// <summary>Without those that every queue has to the default exchange.</summary>
    public async Task<IReadOnlyList<BindingState>> BindingsAsync() =>
        [.. (await ListAsync<BindingState>("bindings")).Where(binding => binding.Source.Length > 0)];

    public async Task DeleteQueueAsync(string queue)
    {
        using var answer = await server.Management.DeleteAsync(Address("queues", queue), Ended);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var answer = await server.Management.DeleteAsync(new Uri($"vhosts/{Uri.EscapeDataString(name)}", UriKind.Relative), Ended);
        }
        catch (HttpRequestException)
        {
            // The broker was left stopped: the virtual host goes with it at the end, and harms nobody until then.
        }
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string kind) =>
        await server.Management.GetFromJsonAsync<List<T>>(Address(kind), Json, Ended) ?? [];

    private Uri Address(string kind, string? one = null) =>
        new($"{kind}/{Uri.EscapeDataString(name)}{(one is null ? "" : $"/{Uri.EscapeDataString(one)}")}", UriKind.Relative);
}
