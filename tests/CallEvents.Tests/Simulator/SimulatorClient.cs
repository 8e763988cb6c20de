using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CallEvents.Simulator;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;
using CallEvents.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Simulator;

/// <summary>A simulator on a free port with a fake clock, and an HTTP client with its API key.</summary>
internal sealed class SimulatorClient : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2024, 3, 15, 14, 32, 0, TimeSpan.Zero);

    public static readonly SimulatorOptions Empty = new() { Calls = 0, ArrivalsPerMinute = 0 };

    private readonly HttpClient http = new();

    private SimulatorClient(RevontSimulator simulator, FakeTimeProvider time)
    {
        Simulator = simulator;
        Time = time;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", simulator.ApiKey);
    }

    public RevontSimulator Simulator { get; }

    public SimulatedWorkspace Workspace => Simulator.Workspace;

    public FakeTimeProvider Time { get; }

    public static async Task<SimulatorClient> StartAsync(SimulatorOptions? options = null)
    {
        var time = new FakeTimeProvider(Start);
        return new(await RevontSimulator.StartAsync(options ?? Empty, time, TestContext.Current.CancellationToken), time);
    }

    /// <summary>Adds a call with an id, created a number of seconds before the clock's start.</summary>
    public SimulatedCall Add(string id, double secondsAgo = 60) =>
        Workspace.Add(call => call with { Id = id, CreatedAt = Start.AddSeconds(-secondsAgo) });

    public Task<HttpResponseMessage> SendAsync(string pathAndQuery) =>
        http.GetAsync(new Uri(Simulator.BaseUrl, pathAndQuery), TestContext.Current.CancellationToken);

    public async Task<JsonNode> DeleteAsync(string path)
    {
        using var response = await http.DeleteAsync(new Uri(Simulator.BaseUrl, path), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Replaces the faults over HTTP.</summary>
    public async Task SetFaultsAsync(string json)
    {
        using var response = await SendFaultsAsync(HttpMethod.Put, json);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<HttpResponseMessage> SendFaultsAsync(HttpMethod method, string json)
    {
        using var request = new HttpRequestMessage(method, new Uri(Simulator.BaseUrl, "/simulator/faults"));
        request.Content = new StringContent(json);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Advances the clock until a response has arrived, and returns the elapsed time.</summary>
    public async Task<TimeSpan> AdvanceUntilAsync(Task response)
    {
        var before = Time.GetUtcNow();
        await Eventually.Be(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return response.IsCompleted;
        });
        return Time.GetUtcNow() - before;
    }

    public long GetTriggerCount(string fault) => Simulator.ReadStats().Faults.GetValueOrDefault(fault);

    public async Task<string> GetTextAsync(string pathAndQuery)
    {
        using var response = await SendAsync(pathAndQuery);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async Task<JsonNode> GetJsonAsync(string pathAndQuery) => JsonNode.Parse(await GetTextAsync(pathAndQuery))!;

    public async Task<string[]> GetIdsAsync(string query = "") => ReadIds(await GetJsonAsync($"/v1/calls{query}"));

    /// <summary>Reads the ids of all pages from the first to the last.</summary>
    public async Task<List<string>> GetAllIdsAsync(int limit, Func<Task>? betweenPages = null)
    {
        var ids = new List<string>();
        for (var cursor = ""; ; )
        {
            var page = await GetJsonAsync($"/v1/calls?limit={limit}{cursor}");
            ids.AddRange(ReadIds(page));
            if (page["has_more"]!.GetValue<bool>() is false)
            {
                page["next_cursor"].ShouldBeNull();
                return ids;
            }

            cursor = $"&cursor={page["next_cursor"]!.GetValue<string>()}";
            if (betweenPages is not null)
                await betweenPages();
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Simulator.DisposeAsync();
    }

    private static string[] ReadIds(JsonNode page) => [.. page["data"]!.AsArray().Select(call => call!["id"]!.GetValue<string>())];
}
