using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallEvents.Benchmarks.Baseline;
using CallEvents.Contracts;
using CallEvents.Simulator;

namespace CallEvents.Benchmarks.Alerting;

/// <summary>Messages about calls of the simulator, whose transcripts have what the example's rules listen for.</summary>
internal sealed class AlertingMessages(IReadOnlyList<BaselineCall> calls)
{
    private const int CallCount = 400;

    public static async Task<AlertingMessages> FromSimulatorAsync(CancellationToken cancellationToken)
    {
        var options = new SimulatorOptions
        {
            Calls = CallCount,
            ArrivalsPerMinute = 0,
            TranscriptDelay = TimeSpan.Zero,
        };
        await using var simulator = await RevontSimulator.StartAsync(options, ct: cancellationToken);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", simulator.ApiKey);
        List<BaselineCall> calls = [];
        for (string? cursor = null; calls.Count == 0 || cursor is not null; )
        {
            var query = cursor is null ? "limit=100" : $"limit=100&cursor={cursor}";
            var page = await GetAsync<BaselinePage>($"calls?{query}");
            foreach (var call in page.Data)
                calls.Add(await GetAsync<BaselineCall>($"calls/{call.Id}"));
            cursor = page.NextCursor;
        }

        return new AlertingMessages(calls);

        async Task<T> GetAsync<T>(string path)
            where T : class =>
            (T)(await http.GetFromJsonAsync($"{simulator.BaseUrl}/{path}", typeof(T), BaselineJson.Default, cancellationToken))!;
    }

    /// <summary>Both messages of each call, as they travel.</summary>
    public IEnumerable<(string Exchange, byte[] Body)> Create(int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var index = 0; index < count; index++)
        {
            var source = calls[index % calls.Count];
            var call = new Call
            {
                Id = $"call_{index}",
                CreatedAt = now,
                DurationSeconds = source.DurationSeconds,
                RepId = source.RepId,
                ProspectEmail = source.ProspectEmail,
                CoachingScore = source.CoachingScore,
                Outcome = source.Outcome,
            };
            yield return Message(
                new CallRecorded
                {
                    Workspace = "benchmark",
                    Revision = 1,
                    ObservedAt = now,
                    Origin = Origins.Live,
                    Call = call,
                }
            );
            yield return Message(
                new CallTranscribed
                {
                    Workspace = "benchmark",
                    Revision = 2,
                    ObservedAt = now,
                    Origin = Origins.Live,
                    Call = call,
                    Transcript = [.. (source.Transcript ?? []).Select(Segment)],
                }
            );
        }
    }

    private static Segment Segment(BaselineSegment segment) =>
        new()
        {
            Speaker = segment.Speaker,
            StartMs = segment.StartMs,
            EndMs = segment.EndMs,
            Text = segment.Text,
        };

    private static (string Exchange, byte[] Body) Message<T>(T message)
    {
        var type = $"CallEvents.Contracts:{typeof(T).Name}";
        var json = JsonSerializer.Serialize(message, JsonSerializerOptions.Web);
        return (type, Encoding.UTF8.GetBytes($$"""{"messageType":["urn:message:{{type}}"],"message":{{json}}}"""));
    }
}
