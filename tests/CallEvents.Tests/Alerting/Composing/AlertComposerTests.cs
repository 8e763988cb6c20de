using System.Text.Json;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;

namespace CallEvents.Tests.Alerting.Composing;

public sealed class AlertComposerTests
{
    private const string Template =
        "{{ rule.id }} {{ rule.severity }}: {{ rep.name }} ({{ rep.team }}), {{ prospect }} said “{{ matches[0].words }}” at "
        + "{{ matches[0].at }} in {{ call.id }}, {{ call.coachingScore }}, {{ link }}";

    private static readonly Reason Prospect = new($"prospectEmail: {ComposedCall.Address}", ComposedCall.Address, [])
    {
        Kind = ReasonKind.Prospect,
    };

    private static readonly Reason ProspectChange = Prospect with { Kind = ReasonKind.ProspectChange };

    private readonly AlertComposer composer = ComposedCall.Composer();

    [Fact]
    public void An_alert_has_all_that_is_known()
    {
        var alert = Compose(ComposedCall.Rule(), [ComposedCall.Said(ComposedCall.Gong)]);

        alert.RuleId.ShouldBe("low-score");
        alert.Severity.ShouldBe(Severity.Warning);
        (alert.RepId, alert.RepName).ShouldBe(("user_1", "Anna Smith"));
        (alert.Prospect, alert.ProspectEmail).ShouldBe((ComposedCall.Address, ComposedCall.Address));
        (alert.Outcome, alert.CoachingScore, alert.DurationSeconds).ShouldBe(("lost", 42, 1860));
        alert.Link.ShouldBe("https://app.example.com/calls/call_1");
        alert.Text.ShouldBe("prospect said “Gong” at 03:12");
        alert.Snippets.ShouldBe([ComposedCall.Gong]);
        (alert.Revision, alert.Occurrence).ShouldBe((7, ""));
    }

    [Theory]
    [InlineData("email", null, "slack")]
    [InlineData("domain", null, "slack")]
    [InlineData("none", null, "slack")]
    [InlineData("none", true, "pagerduty")]
    [InlineData("domain", null, "pagerduty")]
    [InlineData("none", false, "email")]
    public void Nothing_that_a_channel_may_not_show_is_in_its_alert(string prospect, bool? snippets, string type)
    {
        var channel = ComposedCall.Channel(prospect, snippets, type);
        Reason[] reasons = [Prospect, ProspectChange, ComposedCall.Said(ComposedCall.Gong, ComposedCall.Gong with { StartSeconds = 3 })];
        var previous = ComposedCall.Call() with { ProspectEmail = "old@acme.test" };
        var escalation = new Escalation(2, TimeSpan.FromDays(30), Per.Prospect, ["managers"]);
        foreach (var message in (string?[])[null, Template, "{{ matches[0].sentence }} {{ change.to }} {{ change.from }} {{ prospect }}"])
        {
            var rule = ComposedCall.Rule(message, escalate: escalation);
            var callEvent = ComposedCall.Event(previous: previous);
            foreach (
                var alert in (Alert[])
                    [
                        composer.Compose(rule, callEvent, reasons, channel),
                        composer.ComposeEscalation(rule, callEvent, reasons, channel, 2, TimeSpan.FromDays(30)),
                    ]
            )
            {
                var all = JsonSerializer.Serialize(alert);
                all.Contains("example@", StringComparison.OrdinalIgnoreCase).ShouldBe(prospect == "email");
                if (prospect != "email")
                    all.ShouldNotContain("old@");
                all.Contains("looking at", StringComparison.Ordinal).ShouldBe(snippets ?? type != "pagerduty");
                all.Contains("Gong", StringComparison.Ordinal).ShouldBe(snippets ?? type != "pagerduty");
                if (prospect == "none")
                    alert.Prospect.ShouldBeNull();
                else if (prospect == "domain")
                    alert.Prospect.ShouldBe("acme.test");
            }
        }
    }

    [Fact]
    public void Without_snippets_the_text_says_that_words_were_said_and_when() =>
        composer
            .Compose(
                ComposedCall.Rule(),
                ComposedCall.Event(),
                [ComposedCall.Said(ComposedCall.Gong), Prospect],
                ComposedCall.Channel("none", snippets: false)
            )
            .Text.ShouldBe("prospect said words of the rule at 03:12\nprospectEmail is one of the rule's");

    [Fact]
    public void At_most_three_snippets_are_shown()
    {
        var snippets = Enumerable.Range(0, 5).Select(number => new Snippet(null, number, $"Sentence {number}.", "word")).ToArray();

        var alert = Compose(ComposedCall.Rule(), [ComposedCall.Said(snippets), ComposedCall.Said(snippets)]);

        alert.Snippets.Count.ShouldBe(3);
        alert.Text.ShouldBe("someone said “word” at 00:00\nsomeone said “word” at 00:01\nsomeone said “word” at 00:02\nand 2 more");
    }

    [Fact]
    public void A_change_is_written_from_and_to()
    {
        var reason = new Reason("changed: { field: coachingScore, dropsBy: 10 }", null, [])
        {
            Kind = ReasonKind.Change,
            Subject = "coachingScore",
        };
        var callEvent = ComposedCall.Event(ComposedCall.Call(score: 35), previous: ComposedCall.Call(score: 48.5));
        var rule = ComposedCall.Rule(once: Once.Change);

        var alert = composer.Compose(rule, callEvent, [reason], ComposedCall.Channel());

        alert.Text.ShouldBe("coachingScore changed from 48.5 to 35");
        alert.Occurrence.ShouldBe("7");
        composer
            .Compose(
                rule with
                {
                    Message = "{{ change.field }} {{ change.from }} > {{ change.to }}",
                },
                callEvent,
                [reason],
                ComposedCall.Channel()
            )
            .Text.ShouldBe("coachingScore 48.5 > 35");
    }

    [Fact]
    public void A_message_takes_the_place_of_the_text() =>
        Compose(ComposedCall.Rule(Template), [ComposedCall.Said(ComposedCall.Gong)])
            .Text.ShouldBe(
                $"low-score warning: Anna Smith (emea), {ComposedCall.Address} said “Gong” at 03:12 in call_1, 42, "
                    + "https://app.example.com/calls/call_1"
            );

    [Theory]
    [InlineData("{{ call.coachingScore | divided_by: 0 }}")]
    [InlineData("{% if false %}x{% endif %}")]
    [InlineData("{% for i in (1..99) %}{% for j in (1..99) %}{% assign x = j %}{% endfor %}{% endfor %}x")]
    public void A_message_that_fails_falls_back_to_the_default(string message) =>
        Compose(ComposedCall.Rule(message), [ComposedCall.Said(ComposedCall.Gong)]).Text.ShouldBe("prospect said “Gong” at 03:12");

    [Fact]
    public void An_escalation_says_how_often_it_fired()
    {
        var escalate = new Escalation(2, TimeSpan.FromDays(30), Per.Rep, ["managers"], Severity.Critical);

        var alert = composer.ComposeEscalation(
            ComposedCall.Rule("not this", escalate: escalate),
            ComposedCall.Event(),
            [ComposedCall.Said(ComposedCall.Gong)],
            ComposedCall.Channel(),
            calls: 3,
            TimeSpan.FromDays(30)
        );

        alert.Text.ShouldBe("This rule has fired for 3 calls of Anna Smith within 30 days. The last one:\nprospect said “Gong” at 03:12");
        (alert.IsEscalation, alert.Occurrence, alert.Severity).ShouldBe((true, "escalation", Severity.Critical));
    }

    [Fact]
    public void A_test_is_marked_and_has_no_data_of_anyone()
    {
        var alert = composer.ComposeTest("deals");

        alert.IsTest.ShouldBeTrue();
        alert.Text.ShouldContain("deals");
        alert.CreatedAt.ShouldBe(ComposedCall.Now);
        (alert.RepId, alert.Prospect, alert.Link).ShouldBe((null, null, null));
    }

    [Fact]
    public void Alerts_digests_and_reasons_survive_being_stored()
    {
        var alert = Compose(ComposedCall.Rule(), [ComposedCall.Said(ComposedCall.Gong), Prospect]);
        var digest = Digest.Of(DigestReason.Late, Enumerable.Range(0, 25).Select(number => alert with { CallId = $"call_{number}" }));

        ShouldSurvive(alert);
        ShouldSurvive(ComposedCall.Said(ComposedCall.Gong));
        var stored = ShouldSurvive(digest);
        (stored.All.Count, stored.Newest.Count, stored.More, stored.Severity).ShouldBe((25, 20, 5, Severity.Warning));
        stored.All[0].Snippets.ShouldBe([ComposedCall.Gong]);
    }

    private static T ShouldSurvive<T>(T value)
        where T : class
    {
        var json = JsonSerializer.Serialize(value);
        var stored = JsonSerializer.Deserialize<T>(json).ShouldNotBeNull();
        JsonSerializer.Serialize(stored).ShouldBe(json);
        return stored;
    }

    private Alert Compose(Rule rule, Reason[] reasons) => composer.Compose(rule, ComposedCall.Event(), reasons, ComposedCall.Channel());
}
