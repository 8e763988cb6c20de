using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class ListeningTests(RabbitMqServer rabbit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly string[] OldCalls = ["--calls", "120", "--days", "1", "--arrivals-per-minute", "0"];

    [Fact]
    public async Task While_nobody_listens_events_wait_and_the_poller_says_so()
    {
        await using var company = await Company.FoundAsync(rabbit, OldCalls);
        await company.Poller.StartAndWaitUntilReadyAsync();

        await Eventually.Be(company.WorkspaceAsync, workspace => workspace.GetProperty("nobodySubscribesTo").GetString() == "CallRecorded, CallTranscribed", Patience);
        await Eventually.Be(company.WorkspaceAsync, workspace => Due(workspace, "CallTranscribed") == 120, Patience);

        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        await listener.WaitForAsync("CallRecorded", 120, Patience);
        await listener.WaitForAsync("CallTranscribed", 120, Patience);

        Judge.EachOnce(listener.Deliveries, await company.TruthAsync(), "CallRecorded", "CallTranscribed");
        await Eventually.Be(company.WorkspaceAsync, workspace => workspace.GetProperty("nobodySubscribesTo").GetString() == "");
        company.Poller.Output.ShouldContain("Nobody subscribes to CallRecorded");
        company.Poller.Output.ShouldNotContain("NO_ROUTE");
    }

    [Fact]
    public async Task A_type_that_nobody_listens_to_holds_no_other_back()
    {
        await using var company = await Company.FoundAsync(rabbit, OldCalls);
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri, "recorded-only", "CallRecorded");
        await company.Poller.StartAndWaitUntilReadyAsync();

        await listener.WaitForAsync("CallRecorded", 120, Patience);

        await Eventually.Be(company.WorkspaceAsync, workspace => Due(workspace, "CallTranscribed") == 120, Patience);
        (await company.WorkspaceAsync()).GetProperty("nobodySubscribesTo").GetString().ShouldBe("CallTranscribed");
    }

    [Fact]
    public async Task While_too_many_facts_of_a_type_wait_the_lanes_that_make_it_pause()
    {
        await using var company = await Company.FoundAsync(rabbit, OldCalls);
        company.Poller.Settings["Publishing:MaxPending"] = "30";
        company.Poller.Settings["Revont:MaxConcurrency"] = "2";
        await using var recorded = await Listener.SubscribeAsync(company.Broker.Uri, "recorded-only", "CallRecorded");
        await company.Poller.StartAndWaitUntilReadyAsync();
        await recorded.WaitForAsync("CallRecorded", 120, Patience);
        await Eventually.Be(company.WorkspaceAsync, workspace => Due(workspace, "CallTranscribed") >= 30, Patience);

        // What was under way when the limit was reached comes on top, and no more.
        var checks = await ChecksAsync(company);
        checks.ShouldBeLessThanOrEqualTo(30 + 8);
        (await company.WorkspaceAsync()).GetProperty("due").GetProperty("CallTranscribed").GetInt64().ShouldBeLessThanOrEqualTo(30 + 8);

        await using var transcribed = await Listener.SubscribeAsync(company.Broker.Uri, "transcribed-only", "CallTranscribed");
        await transcribed.WaitForAsync("CallTranscribed", 120, Patience);
    }

    private static async Task<long> ChecksAsync(Company company) =>
        (await company.StatsAsync()).GetProperty("requests").EnumerateArray()
            .Where(request => request.GetProperty("kind").GetString() == "detail").Sum(request => request.GetProperty("count").GetInt64());

    private static long Due(JsonElement workspace, string type) =>
        workspace.GetProperty("due").TryGetProperty(type, out var due) ? due.GetInt64() : 0;
}
