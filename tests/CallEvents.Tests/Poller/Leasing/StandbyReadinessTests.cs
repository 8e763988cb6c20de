using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Leasing;

public sealed class StandbyReadinessTests
{
    [Fact]
    public async Task A_replica_that_lost_its_workspace_during_trouble_is_ready()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        await using var poller = await revont.StartPollerAsync(settings: new() { ["Polling:LeaseDuration"] = "00:00:01" });
        await poller.WaitUntilBackfilledAsync();
        revont.RespondWithStatus(_ => true, 500);
        poller.Status.Publishing.RecordFailure(DateTimeOffset.UnixEpoch, "timeout");
        var troubled = await Eventually.Be(poller.CheckReadinessAsync, report => report.Entries["poller"].Description!.Contains("Revont"));
        troubled.Entries["poller"].Description.ShouldNotBeNull().ShouldContain("No event has been published since");

        await GiveToAnotherReplicaAsync(poller);

        await Eventually.Be(() => !poller.Status.Lease.IsHeld);
        await Eventually.Be(poller.CheckReadinessAsync, report => report.Status == HealthStatus.Healthy);
        poller.Status.Api.Problem.ShouldBeNull();
        poller.Status.Publishing.FailingSince.ShouldBeNull("it would be reported again with the next lease");
    }

    private static async Task GiveToAnotherReplicaAsync(PollerHost poller)
    {
        await using var ledger = poller.OpenLedger();
        await ledger.Database.ExecuteSqlRawAsync(
            "UPDATE workspaces SET holder = 'another', fence = fence + 1, lease_until = 4102444800000"
        );
    }
}
