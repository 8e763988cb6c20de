using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.Tests.ServiceDefaults.Bus;

namespace CallEvents.Tests.Alerting;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Now = Messages.Now;
    private static readonly Call LostDeal = Messages.Call("lost", Outcomes.Lost, createdAt: Now.AddMinutes(-1));

    [Fact]
    public void A_lost_deal_raises_an_alert_from_any_message_type() =>
        AllCandidates(LostDeal).ShouldAllBe(candidate => string.Join(",", MatchingIds(candidate)) == "deal-lost");

    [Theory]
    [InlineData(Outcomes.Won)]
    [InlineData(Outcomes.FollowUp)]
    [InlineData(Outcomes.NoOutcome)]
    [InlineData("LOST")]
    [InlineData(null)]
    public void Any_other_outcome_raises_no_alert(string? outcome) =>
        AllCandidates(LostDeal with { Outcome = outcome }).ShouldAllBe(candidate => !MatchingIds(candidate).Any());

    [Theory]
    [InlineData(Origins.Backfill)]
    [InlineData(Origins.Replay)]
    public void Backfill_and_replay_raise_no_alert(string origin) =>
        AllCandidates(LostDeal, origin).ShouldAllBe(candidate => !MatchingIds(candidate).Any());

    [Fact]
    public void A_recent_call_discovered_by_a_reread_raises_an_alert() =>
        AllCandidates(LostDeal, Origins.Reread).ShouldAllBe(candidate => MatchingIds(candidate).Any());

    [Fact]
    public void The_discovery_of_an_old_call_raises_no_alert_but_its_update_does()
    {
        var old = LostDeal with { CreatedAt = Now.AddDays(-1).AddSeconds(-1) };
        var recent = Messages.Recorded(LostDeal);

        MatchingIds(AlertCandidate.Of(Messages.Recorded(old))).ShouldBeEmpty();
        MatchingIds(AlertCandidate.Of(Messages.Transcribed(old))).ShouldBeEmpty();
        MatchingIds(AlertCandidate.Of(Messages.Updated(old))).ShouldBe(["deal-lost"]);
        MatchingIds(AlertCandidate.Of(recent with { Call = LostDeal with { CreatedAt = recent.ObservedAt.AddDays(-1) } }))
            .ShouldBe(["deal-lost"]);
    }

    [Fact]
    public void A_call_is_old_by_its_age_when_observed_and_not_when_handled()
    {
        var created = Now.AddDays(-30);
        var recorded = Messages.Recorded(LostDeal with { CreatedAt = created });

        MatchingIds(AlertCandidate.Of(recorded with { ObservedAt = created.AddSeconds(2) })).ShouldBe(["deal-lost"]);
        MatchingIds(AlertCandidate.Of(recorded with { ObservedAt = created.AddDays(1) })).ShouldBe(["deal-lost"]);
        MatchingIds(AlertCandidate.Of(recorded with { ObservedAt = created.AddDays(1).AddTicks(1) })).ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_that_includes_history_matches_history()
    {
        AlertRule[] rules = [AlertRules.BuiltIn[0] with { IncludeHistory = true }];
        var old = LostDeal with { CreatedAt = Now.AddYears(-1) };

        AllCandidates(old, Origins.Backfill).Concat(AllCandidates(old)).ShouldAllBe(candidate => AlertRules.Match(rules, candidate).Any());
    }

    private static IEnumerable<string> MatchingIds(AlertCandidate candidate) =>
        AlertRules.Match(AlertRules.BuiltIn, candidate).Select(rule => rule.Id);

    private static List<AlertCandidate> AllCandidates(Call call, string origin = Origins.Live) =>
        [
            AlertCandidate.Of(Messages.Recorded(call, origin: origin)),
            AlertCandidate.Of(Messages.Transcribed(call, origin: origin)),
            AlertCandidate.Of(Messages.Updated(call, origin: origin)),
            AlertCandidate.Of(Messages.Unavailable(call, origin: origin)),
        ];
}
