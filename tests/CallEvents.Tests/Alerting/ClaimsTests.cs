using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.Tests.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting;

public sealed class ClaimsTests
{
    private static readonly Alert Lost = new("deal-lost", "main", Messages.Call("one", Outcomes.Lost));

    private readonly FakeTimeProvider time = new(Messages.Now);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_that_a_crash_left_behind_is_taken_over_when_it_has_run_out_and_not_before()
    {
        await using var host = await AlertingHost.StartAsync();
        var claims = Claims(host);
        (await claims.TryClaimAsync(Lost, "log", Ended)).Outcome.ShouldBe(ClaimOutcome.Acquired);

        time.Advance(TimeSpan.FromSeconds(59));
        (await claims.TryClaimAsync(Lost, "log", Ended)).Outcome.ShouldBe(ClaimOutcome.Held);
        time.Advance(TimeSpan.FromSeconds(1));
        var taken = await claims.TryClaimAsync(Lost, "log", Ended);
        taken.Outcome.ShouldBe(ClaimOutcome.Acquired);
        taken.Number.ShouldBe(2);
    }

    [Fact]
    public async Task Who_comes_back_after_its_claim_was_taken_over_cannot_give_it_away_but_can_say_that_it_told()
    {
        await using var host = await AlertingHost.StartAsync();
        var claims = Claims(host);
        var lost = await claims.TryClaimAsync(Lost, "log", Ended);
        time.Advance(TimeSpan.FromMinutes(2));
        await claims.TryClaimAsync(Lost, "log", Ended);

        await claims.ReleaseAsync(lost, Ended);
        (await claims.TryClaimAsync(Lost, "log", Ended)).Outcome.ShouldBe(ClaimOutcome.Held);
        await claims.MarkSentAsync(lost, Ended);
        (await claims.TryClaimAsync(Lost, "log", Ended)).Outcome.ShouldBe(ClaimOutcome.AlreadySent);
        time.Advance(TimeSpan.FromDays(400));
        (await claims.TryClaimAsync(Lost, "log", Ended)).Outcome.ShouldBe(ClaimOutcome.AlreadySent);
    }

    [Fact]
    public async Task Rule_call_workspace_and_channel_each_have_claims_of_their_own()
    {
        await using var host = await AlertingHost.StartAsync();
        var claims = Claims(host);
        (Alert Alert, string Channel)[] all =
        [
            (Lost, "log"), (Lost, "other"), (Lost with { RuleId = "other" }, "log"), (Lost with { Workspace = "other" }, "log"), (Lost with { Call = Messages.Call("two") }, "log"),
        ];

        foreach (var (alert, channel) in all)
            (await claims.TryClaimAsync(alert, channel, Ended)).Outcome.ShouldBe(ClaimOutcome.Acquired);
        foreach (var (alert, channel) in all)
            (await claims.TryClaimAsync(alert, channel, Ended)).Outcome.ShouldBe(ClaimOutcome.Held);
    }

    private AlertClaims Claims(ConsumerHost host) => new(host.Service<IDbContextFactory<AlertingDbContext>>(), time);
}
