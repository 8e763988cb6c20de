using CallEvents.Simulator;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Tests.Simulator;

public sealed class ResponseFormatTests
{
    private static readonly SimulatedCall Known = new()
    {
        Id = "call_01HX4BQZPK8J2NFRT3WY",
        CreatedAt = new DateTimeOffset(2024, 3, 15, 15, 30, 0, TimeSpan.FromHours(1)),
        DurationSeconds = 1842,
        RepId = "user_01HX1ABCDE",
        ProspectEmail = "jane.doe@acme.com",
        CoachingScore = 78,
        Outcome = "won",
    };

    [Fact]
    public async Task A_page_has_the_documented_JSON_format()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Workspace.Add(_ => Known);

        (await simulator.GetTextAsync("/v1/calls")).ShouldBe(
            WrappedJson.Unwrap(
                """
                {"data":[{
                  "id":"call_01HX4BQZPK8J2NFRT3WY",
                  "created_at":"2024-03-15T14:30:00Z",
                  "duration_seconds":1842,
                  "rep_id":"user_01HX1ABCDE",
                  "prospect_email":"jane.doe@acme.com",
                  "coaching_score":78,
                  "outcome":"won"
                }],"next_cursor":null,"has_more":false}
                """
            )
        );
    }

    [Fact]
    public async Task A_call_has_the_documented_JSON_format()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Workspace.Add(_ => Known);
        simulator.Workspace.SetTranscript(
            Known.Id,
            [new("rep", 0, 7400, "Hey Jane — \"how\" are you?\n"), new("prospect", 7500, 14200, "とても元気です 🎉 <b>&'+")]
        );

        // Emoji are escaped, other scripts are not: a client must support both.
        (await simulator.GetTextAsync($"/v1/calls/{Known.Id}")).ShouldBe(
            WrappedJson.Unwrap(
                """
                {
                  "id":"call_01HX4BQZPK8J2NFRT3WY",
                  "created_at":"2024-03-15T14:30:00Z",
                  "duration_seconds":1842,
                  "rep_id":"user_01HX1ABCDE",
                  "prospect_email":"jane.doe@acme.com",
                  "coaching_score":78,
                  "outcome":"won",
                  "transcript":[
                    {"speaker":"rep","start_ms":0,"end_ms":7400,"text":"Hey Jane — \"how\" are you?\n"},
                    {"speaker":"prospect","start_ms":7500,"end_ms":14200,"text":"とても元気です \uD83C\uDF89 <b>&'+"}
                  ]
                }
                """
            )
        );
    }

    [Fact]
    public async Task Missing_values_are_written_as_null()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Workspace.Add(_ => new SimulatedCall { Id = "call_A", CreatedAt = Known.CreatedAt });
        simulator.Workspace.RemoveTranscript("call_A");

        (await simulator.GetTextAsync("/v1/calls/call_A")).ShouldBe(
            WrappedJson.Unwrap(
                """
                {
                  "id":"call_A",
                  "created_at":"2024-03-15T14:30:00Z",
                  "duration_seconds":null,
                  "rep_id":null,
                  "prospect_email":null,
                  "coaching_score":null,
                  "outcome":null,
                  "transcript":null
                }
                """
            )
        );
    }

    [Fact]
    public async Task The_Date_header_follows_the_simulators_clock()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Time.Advance(TimeSpan.FromSeconds(5));

        using var response = await simulator.SendAsync("/v1/calls");

        response.Headers.Date.ShouldBe(SimulatorClient.Start.AddSeconds(5));
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        response.Content.Headers.ContentLength.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_Date_header_is_Kestrels_under_the_system_clock()
    {
        await using var simulator = await RevontSimulator.StartAsync(new(), ct: TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(simulator.BaseUrl, "/health/live"), TestContext.Current.CancellationToken);

        response.Headers.Date!.Value.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(30));
    }
}
