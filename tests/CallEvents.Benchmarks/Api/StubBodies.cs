using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallEvents.Simulator;

namespace CallEvents.Benchmarks.Api;

/// <summary>
/// Response bodies of the simulator for 400 calls, without id and time. The stub's calls share them, so that a response costs little.
/// </summary>
internal sealed class StubBodies(IReadOnlyList<StubBody> bodies)
{
    private const int CallCount = 400;

    public StubBody this[int call] => bodies[call % bodies.Count];

    public static async Task<StubBodies> FromSimulatorAsync(CancellationToken cancellationToken)
    {
        await using var simulator = await RevontSimulator.StartAsync(
            new SimulatorOptions
            {
                Calls = CallCount,
                ArrivalsPerMinute = 0,
                TranscriptDelay = TimeSpan.Zero,
            },
            ct: cancellationToken
        );
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", simulator.ApiKey);
        List<StubBody> bodies = [];
        string? cursor = null;
        do
        {
            var query = cursor is null ? "limit=100" : $"limit=100&cursor={cursor}";
            var page = await http.GetFromJsonAsync<JsonElement>($"{simulator.BaseUrl}/calls?{query}", cancellationToken);
            foreach (var call in page.GetProperty("data").EnumerateArray())
            {
                var id = call.GetProperty("id").GetString();
                var detail = await http.GetFromJsonAsync<JsonElement>($"{simulator.BaseUrl}/calls/{id}", cancellationToken);
                bodies.Add(new StubBody(WithoutIdAndTime(call), WithoutIdAndTime(detail)));
            }

            cursor = page.GetProperty("next_cursor").GetString();
        } while (cursor is not null);
        return new StubBodies(bodies);
    }

    /// <summary>The raw JSON of a call's other members, to be written after id and time.</summary>
    private static byte[] WithoutIdAndTime(JsonElement call)
    {
        var members = call.EnumerateObject()
            .Where(member => member.Name is not ("id" or "created_at"))
            .Select(member => $",\"{member.Name}\":{member.Value.GetRawText()}");
        return Encoding.UTF8.GetBytes(string.Concat(members) + "}");
    }
}

/// <summary>The JSON after id and time: of an item in a list response, and of a detail response.</summary>
internal sealed record StubBody(byte[] Item, byte[] Detail);
