using System.Net;
using System.Text.Json.Nodes;
using CallEvents.Simulator.Faults;

namespace CallEvents.Tests.Simulator.Misbehaving;

public sealed class MisbehaviourDoorTests
{
    [Fact]
    public async Task Put_replaces_patch_changes_and_get_tells()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        (await simulator.TextAsync("/simulator/misbehaviour")).ShouldBe("{}");

        await simulator.MisbehaveAsync("""{"drop":{"probability":0.5,"at":"in_body"},"html_body":{"count":3,"only":"list"}}""");
        (await simulator.SwitchAsync(HttpMethod.Patch, """{"drop":null,"no_date":{}}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await simulator.TextAsync("/simulator/misbehaviour")).ShouldBe(
            """{"html_body":{"only":"list","count":3,"probability":1},"no_date":{"probability":1}}""");
        await simulator.MisbehaveAsync(await simulator.TextAsync("/simulator/misbehaviour"));
        await simulator.MisbehaveAsync("{}");
        (await simulator.TextAsync("/simulator/misbehaviour")).ShouldBe("{}");
    }

    [Fact]
    public async Task A_patch_lets_the_other_faults_go_on_counting()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"server_error":{"count":1}}""");
        await simulator.SendAsync("/v1/calls");

        await simulator.SwitchAsync(HttpMethod.Patch, """{"no_date":{}}""");
        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await simulator.SwitchAsync(HttpMethod.Patch, """{"server_error":{"count":1}}""");
        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Theory]
    [InlineData("""{"drop":{"chance":1}}""", "drop.chance: found an unknown key, expected one of at, count, only, probability.")]
    [InlineData("""{"drop":{"probability":1.5}}""", "drop.probability: found 1.5, expected a number from 0 to 1.")]
    [InlineData("""{"drop":{"probability":"often"}}""", "drop.probability: found 'often', expected a number.")]
    [InlineData("""{"drop":{"count":0}}""", "drop.count: found 0, expected a whole number, 1 or more.")]
    [InlineData("""{"drop":{"count":1.5}}""", "drop.count: found '1.5', expected a whole number.")]
    [InlineData("""{"drop":{"only":"both"}}""", "drop.only: found 'both', expected list or detail.")]
    [InlineData("""{"drop":true}""", "drop: found 'true', expected a mapping, {} for its defaults, or null for off.")]
    [InlineData("""{"drop":{},"drop":{}}""", "drop: found it twice, expected it once.")]
    [InlineData("""{"slow_body":{"by":5}}""", "slow_body.by: found '5', expected a time span such as 00:00:20.")]
    [InlineData("""{"slow_body":{"by":"-00:00:01"}}""", "slow_body.by: found -00:00:01, expected a time span from 00:00:00 to 3650.00:00:00.")]
    [InlineData("""{"server_error":{"status":404}}""", "server_error.status: found 404, expected a status from 500 to 599.")]
    [InlineData("""{"broken_range":{"from":"noon"}}""", "broken_range.from: found 'noon', expected an instant such as 2024-01-01T00:00:00Z.")]
    [InlineData("""{"edit":{"from":"00:10:00"}}""", "edit.to: found 00:01:00, expected a time span not below from, 00:10:00.")]
    [InlineData("""{"lost_details":{"count":1}}""", "lost_details.count: found an unknown key, expected one of probability, status.")]
    [InlineData("[]", "body: found a list, expected a mapping of switches.")]
    [InlineData("{", "line 1: body: found what is not JSON, expected a JSON object.")]
    public async Task What_cannot_be_read_is_refused_in_one_line_and_changes_nothing(string json, string expected)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"no_date":{}}""");

        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Patch })
        {
            using var response = await simulator.SwitchAsync(method, json);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]!.GetValue<string>().ShouldBe(expected);
        }

        (await simulator.TextAsync("/simulator/misbehaviour")).ShouldBe("""{"no_date":{"probability":1}}""");
    }

    [Fact]
    public async Task An_unknown_switch_is_refused_with_the_names_of_all()
    {
        await using var simulator = await SimulatorClient.StartAsync();

        using var response = await simulator.SwitchAsync(HttpMethod.Put, """{"too_many":{}}""");

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("too_many: found an unknown key, expected one of broken_range, burst, ");
        text.ShouldContain("too_many_requests");
    }

    [Fact]
    public async Task In_process_it_is_the_same()
    {
        await using var simulator = await SimulatorClient.StartAsync();

        simulator.Simulator.Misbehave(new() { ServerError = new() { Status = 503, Count = 1 } });

        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        simulator.Simulator.Misbehaviour.ServerError!.Status.ShouldBe(503);
        Should.Throw<ArgumentException>(() => simulator.Simulator.Misbehave(new() { Drop = new() { Probability = 2 } }))
            .Message.ShouldStartWith("drop.probability: found 2, expected a number from 0 to 1.");
        simulator.Simulator.Misbehave(Misbehaviour.None);
        (await simulator.TextAsync("/simulator/misbehaviour")).ShouldBe("{}");
    }
}
