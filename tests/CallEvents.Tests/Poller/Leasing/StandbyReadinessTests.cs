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
        await Eventually.Be(
            FailToPublishAndCheckReadinessAsync,
            report =>
                report.Entries["poller"].Description is { } description
                && description.Contains("Revont API unavailable")
                && description.Contains("No event has been published since"),
            describe: report => report.Entries["poller"].Description
        );

        await GiveToAnotherReplicaAsync(poller);

        await Eventually.Be(() => !poller.Status.Lease.IsHeld);
        await Eventually.Be(poller.CheckReadinessAsync, report => report.Status == HealthStatus.Healthy);
        poller.Status.Api.Problem.ShouldBeNull();
        poller.Status.Publishing.FailingSince.ShouldBeNull("it would be reported again with the next lease");

        // A busy machine may lose the lease for a moment, which ends all trouble.
        Task<HealthReport> FailToPublishAndCheckReadinessAsync()
        {
            poller.Status.Publishing.RecordFailure(DateTimeOffset.UnixEpoch, "timeout");
            return poller.CheckReadinessAsync();
        }
    }

    private static async Task GiveToAnotherReplicaAsync(PollerHost poller)
    {
        await using var ledger = poller.OpenLedger();
        await ledger.Database.ExecuteSqlRawAsync(
            "UPDATE workspaces SET holder = 'another', fence = fence + 1, lease_until = 4102444800000"
        );
    }
}
