using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallEvents.Simulator;

namespace CallEvents.Benchmarks.Api;

/// <summary>What the simulator answers about some of its calls, without id and time: many calls share a body, so that serving one costs next to nothing.</summary>
internal sealed class Bodies(IReadOnlyList<Body> bodies)
{
    private const int Number = 400;

    public Body this[int call] => bodies[call % bodies.Count];

    public double MeanBytes => bodies.Average(body => body.Detail.Length);

    public static async Task<Bodies> FromSimulatorAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await RevontSimulator.StartAsync(
            new SimulatorOptions { Calls = Number, ArrivalsPerMinute = 0, TranscriptDelay = TimeSpan.Zero }, ct: cancellationToken);
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", simulator.ApiKey) } };
        List<Body> bodies = [];
        string? cursor = null;
        do
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"{simulator.BaseUrl}/calls?limit=100{(cursor is null ? "" : $"&cursor={cursor}")}", cancellationToken);
            foreach (var call in page.GetProperty("data").EnumerateArray())
            {
                var detail = await http.GetFromJsonAsync<JsonElement>($"{simulator.BaseUrl}/calls/{call.GetProperty("id").GetString()}", cancellationToken);
                bodies.Add(new Body(Rest(call), Rest(detail)));
            }

            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        return new Bodies(bodies);
    }

    /// <summary>The members after id and time, as they came.</summary>
    private static byte[] Rest(JsonElement call) => Encoding.UTF8.GetBytes(
        string.Concat(call.EnumerateObject().Where(member => member.Name is not ("id" or "created_at")).Select(member => $",\"{member.Name}\":{member.Value.GetRawText()}")) + "}");
}

/// <summary>The end of an item in a list, and of a detail answer.</summary>
internal sealed record Body(byte[] Item, byte[] Detail);
