using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace CallEvents.Tests.Simulator;

public sealed class InvalidRequestTests
{
    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=")]
    [InlineData("limit=1.5")]
    [InlineData("limit=1&limit=2")]
    [InlineData("from=yesterday")]
    [InlineData("from=")]
    [InlineData("from=1710513120")]
    [InlineData("to=2024-13-01T00:00:00Z")]
    [InlineData("to=2024-03-15T14:32:00+02:00")]
    [InlineData("outcome=maybe")]
    [InlineData("outcome=WON")]
    [InlineData("rep_id=")]
    public async Task An_invalid_parameter_is_rejected_by_name(string query)
    {
        await using var simulator = await SimulatorClient.StartAsync();

        using var response = await simulator.SendAsync($"/v1/calls?{query}");

        var error = await ReadErrorAsync(response, HttpStatusCode.BadRequest);
        error["code"]!.GetValue<string>().ShouldBe("invalid_parameter");
        error["message"]!.GetValue<string>().ShouldStartWith(query[..query.IndexOf('=')]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cur_")]
    [InlineData("cur_01HX4CDEF")]
    [InlineData("cur_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("cur_%00")]
    [InlineData("12")]
    public async Task An_invented_cursor_is_rejected(string cursor)
    {
        await using var simulator = await SimulatorClient.StartAsync();

        using var response = await simulator.SendAsync($"/v1/calls?cursor={cursor}");

        (await ReadErrorAsync(response, HttpStatusCode.BadRequest))["code"]!.GetValue<string>().ShouldBe("invalid_cursor");
    }

    [Fact]
    public async Task A_damaged_cursor_is_rejected()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 3, ArrivalsPerMinute = 0 });
        var page = await simulator.GetJsonAsync("/v1/calls?limit=1");
        var cursor = page["next_cursor"]!.GetValue<string>();

        using var response = await simulator.SendAsync($"/v1/calls?cursor={cursor[..^4]}AAAA");

        (await ReadErrorAsync(response, HttpStatusCode.BadRequest))["code"]!.GetValue<string>().ShouldBe("invalid_cursor");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer simulator2")]
    [InlineData("Bearer")]
    [InlineData("Basic simulator")]
    [InlineData("simulator")]
    public async Task Requests_without_a_valid_key_are_rejected(string? authorization)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");

        foreach (var path in new[] { "/v1/calls", "/v1/calls/call_A", "/v1/calls?limit=oops" })
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(simulator.Simulator.BaseUrl, path));
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);

            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

            (await ReadErrorAsync(response, HttpStatusCode.Unauthorized))["code"]!.GetValue<string>().ShouldBe("unauthorized");
            response.Headers.WwwAuthenticate.ShouldBe([new AuthenticationHeaderValue("Bearer")]);
        }
    }

    [Theory]
    [InlineData("/v1/calls/call_unknown")]
    [InlineData("/v1/calls/%F0%9F%8E%89")]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/calls/call_A/transcript")]
    public async Task Unknown_paths_and_calls_return_404(string path)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");

        using var response = await simulator.SendAsync(path);

        (await ReadErrorAsync(response, HttpStatusCode.NotFound))["code"]!.GetValue<string>().ShouldBe("not_found");
    }

    private static async Task<JsonNode> ReadErrorAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        response.StatusCode.ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        body["error"]!["message"]!.GetValue<string>().ShouldNotBeEmpty();
        return body["error"]!;
    }
}
