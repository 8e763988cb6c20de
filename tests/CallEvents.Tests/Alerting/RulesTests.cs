using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.Tests.ServiceDefaults;

namespace CallEvents.Tests.Alerting;

public sealed class RulesTests
{
    private static readonly DateTimeOffset Now = Messages.Now;
    private static readonly Call Lost = Messages.Call("lost", Outcomes.Lost, createdAt: Now.AddMinutes(-1));

    [Fact]
    public void A_lost_deal_is_an_alert_whichever_message_tells_of_it() =>
        Everything(Lost).ShouldAllBe(sighting => string.Join(",", Ids(sighting)) == "deal-lost");

    [Theory]
    [InlineData(Outcomes.Won)]
    [InlineData(Outcomes.FollowUp)]
    [InlineData(Outcomes.NoOutcome)]
    [InlineData("LOST")]
    [InlineData(null)]
    public void Any_other_outcome_is_none(string? outcome) => Everything(Lost with { Outcome = outcome }).ShouldAllBe(sighting => !Ids(sighting).Any());

    [Theory]
    [InlineData(Origins.Backfill)]
    [InlineData(Origins.Replay)]
    public void Backfill_and_replay_page_nobody(string origin) => Everything(Lost, origin).ShouldAllBe(sighting => !Ids(sighting).Any());

    [Fact]
    public void A_reread_that_finds_a_fresh_call_does() => Everything(Lost, Origins.Reread).ShouldAllBe(sighting => Ids(sighting).Any());

    [Fact]
    public void That_an_old_call_exists_pages_nobody_while_a_change_of_it_does()
    {
        var old = Lost with { CreatedAt = Now.AddDays(-1).AddSeconds(-1) };

        Ids(AlertCandidate.Of(Messages.Recorded(old))).ShouldBeEmpty();
        Ids(AlertCandidate.Of(Messages.Transcribed(old))).ShouldBeEmpty();
        Ids(AlertCandidate.Of(Messages.Updated(old))).ShouldBe(["deal-lost"]);
        Ids(AlertCandidate.Of(Messages.Recorded(old with { CreatedAt = Now.AddDays(-1) }))).ShouldBe(["deal-lost"]);
    }

    [Fact]
    public void A_rule_that_asks_for_history_gets_it()
    {
        AlertRule[] rules = [AlertRules.BuiltIn[0] with { IncludeHistory = true }];
        var old = Lost with { CreatedAt = Now.AddYears(-1) };

        Everything(old, Origins.Backfill).Concat(Everything(old)).ShouldAllBe(sighting => AlertRules.Match(rules, sighting, Now).Any());
    }

    private static IEnumerable<string> Ids(AlertCandidate sighting) => AlertRules.Match(AlertRules.BuiltIn, sighting, Now).Select(rule => rule.Id);

    private static List<AlertCandidate> Everything(Call call, string origin = Origins.Live) =>
    [
        AlertCandidate.Of(Messages.Recorded(call, origin: origin)), AlertCandidate.Of(Messages.Transcribed(call, origin: origin)),
        AlertCandidate.Of(Messages.Updated(call, origin: origin)), AlertCandidate.Of(Messages.Unavailable(call, origin: origin)),
    ];
}
