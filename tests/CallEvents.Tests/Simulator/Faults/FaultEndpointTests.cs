using System.Net;
using System.Text.Json.Nodes;
using CallEvents.Simulator.Faults;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class FaultEndpointTests
{
    [Fact]
    public async Task Put_replaces_the_faults_patch_merges_and_get_returns_them()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        (await simulator.GetTextAsync("/simulator/faults")).ShouldBe("{}");

        await simulator.SetFaultsAsync("""{"drop":{"probability":0.5,"at":"in_body"},"html_body":{"count":3,"only":"list"}}""");
        (await simulator.SendFaultsAsync(HttpMethod.Patch, """{"drop":null,"no_date":{}}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await simulator.GetTextAsync("/simulator/faults")).ShouldBe(
            """{"html_body":{"only":"list","count":3,"probability":1},"no_date":{"probability":1}}"""
        );
        await simulator.SetFaultsAsync(await simulator.GetTextAsync("/simulator/faults"));
        await simulator.SetFaultsAsync("{}");
        (await simulator.GetTextAsync("/simulator/faults")).ShouldBe("{}");
    }

    [Fact]
    public async Task A_patch_keeps_the_counts_of_other_faults()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync("""{"server_error":{"count":1}}""");
        await simulator.SendAsync("/v1/calls");

        await simulator.SendFaultsAsync(HttpMethod.Patch, """{"no_date":{}}""");
        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await simulator.SendFaultsAsync(HttpMethod.Patch, """{"server_error":{"count":1}}""");
        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Theory]
    [InlineData("""{"drop":{"chance":1}}""", "drop.chance: found an unknown key, expected one of at, count, only, probability.")]
    [InlineData("""{"drop":{"probability":1.5}}""", "drop.probability: found 1.5, expected a number from 0 to 1.")]
    [InlineData("""{"drop":{"probability":"often"}}""", "drop.probability: found 'often', expected a number.")]
    [InlineData("""{"drop":{"count":0}}""", "drop.count: found 0, expected a whole number, 1 or more.")]
    [InlineData("""{"drop":{"count":1.5}}""", "drop.count: found '1.5', expected a whole number.")]
    [InlineData("""{"drop":{"only":"both"}}""", "drop.only: found 'both', expected list or detail.")]
    [InlineData("""{"drop":true}""", "drop: found 'true', expected a mapping, {} for its defaults, or null to disable it.")]
    [InlineData("""{"drop":{},"drop":{}}""", "drop: found a duplicate key, expected it once.")]
    [InlineData("""{"slow_body":{"delay":5}}""", "slow_body.delay: found '5', expected a time span such as 00:00:20.")]
    [InlineData(
        """{"slow_body":{"delay":"-00:00:01"}}""",
        "slow_body.delay: found -00:00:01, expected a time span from 00:00:00 to 3650.00:00:00."
    )]
    [InlineData("""{"server_error":{"status":404}}""", "server_error.status: found 404, expected a status from 500 to 599.")]
    [InlineData(
        """{"broken_range":{"from":"noon"}}""",
        "broken_range.from: found 'noon', expected an instant such as 2024-01-01T00:00:00Z."
    )]
    [InlineData("""{"edit":{"from":"00:10:00"}}""", "edit.to: found 00:01:00, expected a time span not below from, 00:10:00.")]
    [InlineData("""{"broken_details":{"count":1}}""", "broken_details.count: found an unknown key, expected one of probability, status.")]
    [InlineData("[]", "body: found a list, expected a mapping of faults.")]
    [InlineData("{", "line 1: body: found invalid JSON, expected a JSON object.")]
    public async Task Invalid_faults_are_rejected_in_one_line_and_change_nothing(string json, string expected)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync("""{"no_date":{}}""");

        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Patch })
        {
            using var response = await simulator.SendFaultsAsync(method, json);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]!.GetValue<string>().ShouldBe(expected);
        }

        (await simulator.GetTextAsync("/simulator/faults")).ShouldBe("""{"no_date":{"probability":1}}""");
    }

    [Fact]
    public async Task An_unknown_fault_is_rejected_with_a_list_of_all_names()
    {
        await using var simulator = await SimulatorClient.StartAsync();

        using var response = await simulator.SendFaultsAsync(HttpMethod.Put, """{"too_many":{}}""");

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("too_many: found an unknown key, expected one of broken_details, broken_range, burst, ");
        text.ShouldContain("too_many_requests");
    }

    [Fact]
    public async Task Faults_can_be_set_in_process()
    {
        await using var simulator = await SimulatorClient.StartAsync();

        simulator.Simulator.SetFaults(
            new()
            {
                ServerError = new() { Status = 503, Count = 1 },
            }
        );

        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        simulator.Simulator.Faults.ServerError!.Status.ShouldBe(503);
        Should
            .Throw<ArgumentException>(() => simulator.Simulator.SetFaults(new() { Drop = new() { Probability = 2 } }))
            .Message.ShouldStartWith("drop.probability: found 2, expected a number from 0 to 1.");
        simulator.Simulator.SetFaults(FaultOptions.None);
        (await simulator.GetTextAsync("/simulator/faults")).ShouldBe("{}");
    }
}
