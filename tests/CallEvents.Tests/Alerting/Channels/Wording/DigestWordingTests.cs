using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Wording;

namespace CallEvents.Tests.Alerting.Channels.Wording;

public sealed class DigestWordingTests
{
    [Theory]
    [InlineData("Scheduled", "Digest: 3 alerts", "digest")]
    [InlineData("QuietHours", "Quiet hours: 3 alerts", "quiet hours")]
    [InlineData("Throttle", "Throttled: 3 alerts", "throttle")]
    [InlineData("Late", "Late: 3 alerts", "maxAge")]
    public void A_digest_says_why_it_is_one(string reason, string heading, string word)
    {
        var digest = Digest.Of(Enum.Parse<DigestReason>(reason), Enumerable.Repeat(SampleAlerts.Usual, 3));

        DigestWording.Heading(digest).ShouldBe(heading);
        DigestWording.Reason(digest).ShouldContain(word, Case.Sensitive);
    }

    [Fact]
    public void It_counts_by_rule_the_most_severe_first()
    {
        var other = SampleAlerts.Usual with { RuleId = "deal-lost", Title = "Deal lost", Severity = Severity.Error };
        var digest = Digest.Of(DigestReason.Late, [SampleAlerts.Usual, SampleAlerts.Usual, other]);

        DigestWording.Counts(digest).ShouldBe(["1 × Deal lost (error)", "2 × Prospect named a competitor (warning)"]);
    }

    [Fact]
    public void Many_rules_are_summed_up()
    {
        var digest = ((DigestNotification)SampleAlerts.DigestOf(SampleAlerts.Usual, 30)).Digest;

        var counts = DigestWording.Counts(digest, most: 5);

        counts.Count.ShouldBe(5);
        counts[^1].ShouldBe("26 × of 26 other rules");
        DigestWording.More(digest, 20).ShouldBe("10 more are not listed.");
        DigestWording.More(digest, 29).ShouldBe("1 more is not listed.");
        DigestWording.More(digest, 30).ShouldBeNull();
    }

    [Fact]
    public void An_entry_has_time_rule_rep_prospect_and_call() =>
        DigestWording
            .Entry(SampleAlerts.Usual)
            .ShouldBe($"2026-11-28 14:03 UTC · Warning: Prospect named a competitor · Ada Example · {SampleAlerts.Email} · call_1");
}
