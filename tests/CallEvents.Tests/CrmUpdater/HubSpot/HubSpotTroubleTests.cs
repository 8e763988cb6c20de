using CallEvents.TestSupport;
using CallEvents.TestSupport.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotTroubleTests : PortalTests
{
    [Fact]
    public async Task A_wrong_token_scope_or_version_is_refused()
    {
        HubSpot.RevokeScope("crm.objects.owners.read");
        var owners = await Client.GetAsync("/crm/owners/2026-09");
        var old = await Client.GetAsync("/crm/properties/2024-01/calls");
        HubSpot.Token = "another";
        var details = await Client.GetAsync("/account-info/2026-09/details");

        owners.Status.ShouldBe(403);
        owners.Body!["context"]!["missingScopes"]!.ToJsonString().ShouldBe("""["crm.objects.owners.read"]""");
        old.Status.ShouldBe(404);
        details.Status.ShouldBe(401);
    }

    [Fact]
    public async Task Limits_are_counted_by_the_clock()
    {
        HubSpot.Limits.PerTenSeconds = 5;
        HubSpot.Limits.PerDay = 10;
        HubSpot.Limits.SendsRetryAfter = true;
        Clock.Advance(TimeSpan.FromSeconds(10));

        var first = await ReadKey();
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
            statuses.Add((await ReadKey()).Status);
        var rolling = await ReadKey();
        Clock.Advance(TimeSpan.FromSeconds(10));
        HubSpot.Limits.SpendToday(10);
        var daily = await ReadKey();
        // The account's midnight is at 15:00 UTC.
        Clock.Advance(TimeSpan.FromSeconds(40));
        var nextDay = await ReadKey();

        first.Headers.GetValues("X-HubSpot-RateLimit-Remaining").ShouldBe(["4"]);
        statuses.ShouldAllBe(status => status == 200);
        rolling.Status.ShouldBe(429);
        rolling.Body!["policyName"]!.GetValue<string>().ShouldBe("TEN_SECONDLY_ROLLING");
        rolling.Headers.GetValues("Retry-After").ShouldBe(["10"]);
        daily.Body!["policyName"]!.GetValue<string>().ShouldBe("DAILY");
        daily.Headers.GetValues("Retry-After").ShouldBe(["40"]);
        nextDay.Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_fault_meets_the_requests_of_one_call_only()
    {
        await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000" }));
        using var fault = HubSpot.Fail(FaultKind.Locked, request => request.Keys.Contains("c1"));

        var locked = await Client.UpdateCallAsync(HubSpot.Calls["c1"].Id, new { revont_outcome = "won" });
        var other = await Client.UpsertCallsAsync(("c2", new { hs_timestamp = "1762077600000" }));

        locked.Status.ShouldBe(423);
        other.Status.ShouldBe(200);
        fault.Hits.ShouldBe(1);
        HubSpot
            .Requests[^2]
            .ShouldSatisfyAllConditions(
                request => request.Operation.ShouldBe("calls/update"),
                request => request.Status.ShouldBe(423),
                request => request.BatchSize.ShouldBe(1)
            );
    }

    [Fact]
    public async Task A_connection_is_dropped_after_the_write()
    {
        HubSpot.Fail(FaultKind.Drop, request => request.Operation == "calls/upsert", times: 1, afterWrite: true);

        await Should.ThrowAsync<HttpRequestException>(() => Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000" })));

        HubSpot.Calls.Keys.ShouldContain("c1");
        (await Client.UpsertCallsAsync(("c1", new { revont_outcome = "won" }))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_held_request_goes_on_when_it_is_released()
    {
        var fault = HubSpot.Fail(FaultKind.Hold, request => request.Operation == "calls/upsert");
        var answering = 0;
        HubSpot.Hooks.Answering = _ =>
        {
            Interlocked.Increment(ref answering);
            return Task.CompletedTask;
        };

        var upsert = Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000" }));
        await Eventually.Be(() => fault.Hits == 1);
        HubSpot.Calls.ShouldBeEmpty();
        fault.Release();

        (await upsert).Status.ShouldBe(200);
        answering.ShouldBe(1);
        HubSpot.Calls.Keys.ShouldContain("c1");
    }

    private Task<Reply> ReadKey() => Client.GetAsync("/crm/properties/2026-09/calls/revont_call_id");
}
