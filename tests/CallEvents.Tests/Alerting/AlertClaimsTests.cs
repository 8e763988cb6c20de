using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Database;
using CallEvents.Tests.ServiceDefaults.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting;

public sealed class AlertClaimsTests
{
    private static readonly Alert Alert = new("deal-lost", "main", Messages.Call("one", Outcomes.Lost));

    private readonly FakeTimeProvider time = new(Messages.Now);

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_left_by_a_crash_is_taken_over_only_after_it_expires()
    {
        await using var host = await AlertingHost.StartAsync();
        var claims = CreateClaims(host);
        (await claims.TryClaimAsync(Alert, "log", TestEnded)).Outcome.ShouldBe(ClaimOutcome.Acquired);

        time.Advance(TimeSpan.FromSeconds(59));
        (await claims.TryClaimAsync(Alert, "log", TestEnded)).Outcome.ShouldBe(ClaimOutcome.Held);
        time.Advance(TimeSpan.FromSeconds(1));
        var taken = await claims.TryClaimAsync(Alert, "log", TestEnded);
        taken.Outcome.ShouldBe(ClaimOutcome.Acquired);
        taken.Number.ShouldBe(2);
    }

    [Fact]
    public async Task The_holder_of_a_lost_claim_can_mark_the_alert_sent_but_not_release_it()
    {
        await using var host = await AlertingHost.StartAsync();
        var claims = CreateClaims(host);
        var lost = await claims.TryClaimAsync(Alert, "log", TestEnded);
        time.Advance(TimeSpan.FromMinutes(2));
        await claims.TryClaimAsync(Alert, "log", TestEnded);

        await claims.ReleaseAsync(lost, TestEnded);
        (await claims.TryClaimAsync(Alert, "log", TestEnded)).Outcome.ShouldBe(ClaimOutcome.Held);
        await claims.MarkSentAsync(lost, TestEnded);
        (await claims.TryClaimAsync(Alert, "log", TestEnded)).Outcome.ShouldBe(ClaimOutcome.AlreadySent);
        time.Advance(TimeSpan.FromDays(400));
        (await claims.TryClaimAsync(Alert, "log", TestEnded)).Outcome.ShouldBe(ClaimOutcome.AlreadySent);
    }

    [Fact]
    public async Task Rule_call_workspace_and_channel_have_separate_claims()
    {
        await using var host = await AlertingHost.StartAsync();
        var claims = CreateClaims(host);
        (Alert Alert, string Channel)[] all =
        [
            (Alert, "log"),
            (Alert, "other"),
            (Alert with { RuleId = "other" }, "log"),
            (Alert with { Workspace = "other" }, "log"),
            (Alert with { Call = Messages.Call("two") }, "log"),
        ];

        foreach (var (alert, channel) in all)
            (await claims.TryClaimAsync(alert, channel, TestEnded)).Outcome.ShouldBe(ClaimOutcome.Acquired);
        foreach (var (alert, channel) in all)
            (await claims.TryClaimAsync(alert, channel, TestEnded)).Outcome.ShouldBe(ClaimOutcome.Held);
    }

    private AlertClaims CreateClaims(ConsumerHost host) =>
        new(host.Resolve<IDbContextFactory<AlertingDbContext>>(), new FixedDatabaseClock(time));
}
