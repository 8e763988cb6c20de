using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Wording;

namespace CallEvents.Tests.Alerting.Channels.Wording;

public sealed class AlertWordingTests
{
    private static readonly Alert Usual = SampleAlerts.Usual;

    [Fact]
    public void An_alert_says_what_who_when_and_where_from()
    {
        AlertWording.Heading(Usual).ShouldBe("Warning: Prospect named a competitor");
        AlertWording.Notice(Usual).ShouldBeNull();
        AlertWording
            .Facts(Usual)
            .ShouldBe([
                new("Rep", "Ada Example"),
                new("Prospect", SampleAlerts.Email),
                new("Call", "2026-11-28 14:03 UTC"),
                new("Outcome", "follow_up"),
                new("Coaching score", "58.5"),
                new("Duration", "30 min"),
            ]);
        AlertWording.Snippets(Usual).ShouldBe([$"12:05 prospect: {SampleAlerts.Sentence}"]);
        AlertWording.Source(Usual).ShouldBe("Rule competitor-mentioned, call call_1, workspace main");
        AlertWording.Link(Usual).ShouldBe("https://app.example.com/calls/call_1");
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        AlertWording.Facts(SampleAlerts.Bare).ShouldBe([new("Call", "2026-11-28 14:03 UTC")]);
        AlertWording.Facts(SampleAlerts.Bare with { RepId = "user_1" })[0].ShouldBe(new("Rep", "user_1"));
        AlertWording.Snippets(Usual with { Snippets = [new(null, null, "Yes.", "Yes"), new(null, null, " ", "")] }).ShouldBe(["Yes."]);
    }

    [Fact]
    public void A_test_and_an_escalation_say_so_first()
    {
        AlertWording.Heading(Usual with { IsTest = true }).ShouldStartWith("Test: ");
        AlertWording.Notice(Usual with { IsTest = true })!.ShouldContain("test");
        AlertWording.Heading(Usual with { IsEscalation = true }).ShouldStartWith("Escalation: ");
        AlertWording.Notice(Usual with { IsEscalation = true })!.ShouldContain("escalation");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("/calls/call_1")]
    [InlineData("file:///etc/passwd")]
    [InlineData(null)]
    public void A_link_is_a_web_address(string? link) => AlertWording.Link(Usual with { Link = link }).ShouldBeNull();

    [Fact]
    public void A_link_that_is_too_long_is_left_out() =>
        AlertWording.Link(Usual with { Link = $"https://example.com/{new string('x', 3000)}" }).ShouldBeNull();

    [Theory]
    [InlineData(null, null)]
    [InlineData(-1.0, null)]
    [InlineData(double.NaN, null)]
    [InlineData(double.MaxValue, null)]
    [InlineData(45.9, "45 s")]
    [InlineData(65.0, "1 min 5 s")]
    [InlineData(120.0, "2 min")]
    [InlineData(3599.0, "59 min")]
    [InlineData(3600.0, "1 h")]
    [InlineData(3905.0, "1 h 5 min")]
    public void A_duration_is_as_exact_as_it_need_be(double? seconds, string? text) => TimeWording.Duration(seconds).ShouldBe(text);

    [Theory]
    [InlineData(0.0, "00:00")]
    [InlineData(65.9, "01:05")]
    [InlineData(3905.0, "65:05")]
    [InlineData(-1.0, null)]
    public void A_place_in_a_call_is_in_minutes_and_seconds(double seconds, string? text) => TimeWording.Offset(seconds).ShouldBe(text);
}
