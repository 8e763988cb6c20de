using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Teams;
using CallEvents.TestSupport.Teams;
using CsCheck;

namespace CallEvents.Tests.Alerting.Channels.Teams;

public sealed class TeamsMessageTests
{
    [Fact]
    public void An_alert_says_everything()
    {
        var card = CardOf(SampleAlerts.Of(SampleAlerts.Usual));

        ((string?)card["version"]).ShouldBe("1.4");
        LinesOf(card)
            .ShouldBe([
                "Warning: Prospect named a competitor",
                "The prospect said “Gong” at 12:05.",
                "Rep: Ada Example",
                $"Prospect: {SampleAlerts.Email}",
                "Call: 2026-11-28 14:03 UTC",
                "Outcome: follow_up",
                "Coaching score: 58.5",
                "Duration: 30 min",
                $"12:05 prospect: {SampleAlerts.Sentence}",
                "Rule competitor-mentioned, call call_1, workspace main",
            ]);
        ((string?)card["actions"]![0]!["url"]).ShouldBe("https://app.example.com/calls/call_1");
    }

    [Fact]
    public void A_test_says_so() =>
        LinesOf(CardOf(SampleAlerts.Of(SampleAlerts.Bare with { IsTest = true })))[..2]
            .ShouldBe(["Test: Warning: Prospect named a competitor", "This is a test of the channel. Nothing has happened."]);

    [Fact]
    public void A_digest_lists_the_newest_twenty_with_links()
    {
        var card = CardOf(SampleAlerts.DigestOf(SampleAlerts.Usual, 25));

        var lines = LinesOf(card);
        lines[0].ShouldBe("Throttled: 25 alerts");
        lines.Count(line => line.StartsWith("2026-11-28", StringComparison.Ordinal)).ShouldBe(20);
        lines[^1].ShouldBe("5 more are not listed.");
        RunsOf(card).Count(run => run["selectAction"]?["url"] is not null).ShouldBe(20);
    }

    [Fact]
    public void Text_from_outside_is_in_runs_which_know_no_Markdown()
    {
        foreach (var text in SampleAlerts.Hostile)
        {
            var card = CardOf(SampleAlerts.Of(SampleAlerts.With(text)));

            foreach (var element in card["body"]!.AsArray())
                ((string?)element!["type"]).ShouldBe("RichTextBlock");
            foreach (var run in RunsOf(card))
                ((string?)run["type"]).ShouldBe("TextRun");
            LinesOf(card)[1].ShouldBe(text);
            card.AsObject().Select(member => member.Key).ShouldBe(["$schema", "type", "version", "body", "actions"]);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("東\n")]
    [InlineData("\u202E\u0000")]
    public void The_longest_alert_and_digest_are_within_the_limits(string character)
    {
        var alert = SampleAlerts.Longest(character);

        Check(SampleAlerts.Of(alert));
        Check(SampleAlerts.Of(alert with { IsTest = true, IsEscalation = true }));
        Check(SampleAlerts.DigestOf(alert, 60));
    }

    [Fact]
    public void A_digest_that_is_cut_says_how_many_are_missing()
    {
        var card = CardOf(SampleAlerts.DigestOf(SampleAlerts.Longest("東"), 60), TeamsChannel.SmallBytes);

        var listed = RunsOf(card).Count(run => run["selectAction"] is not null);
        listed.ShouldBeInRange(1, 19);
        LinesOf(card)[^1].ShouldBe($"{60 - listed} more are not listed.");
    }

    [Fact]
    public void Any_text_makes_a_valid_message() =>
        SampleAlerts.Texts.Sample(
            text =>
            {
                Check(SampleAlerts.Of(SampleAlerts.With(text)));
                Check(SampleAlerts.DigestOf(SampleAlerts.With(text), 3));
            },
            iter: 25
        );

    private static void Check(Notification notification)
    {
        foreach (var limit in (int[])[TeamsChannel.MaxBytes, TeamsChannel.SmallBytes])
        {
            var message = TeamsMessage.Create(notification, limit);
            message.Length.ShouldBeLessThanOrEqualTo(limit);
            ChannelSchemas.ValidateTeams(JsonNode.Parse(message)!).ShouldBeEmpty();
        }
    }

    private static JsonNode CardOf(Notification notification, int maxBytes = TeamsChannel.MaxBytes) =>
        TeamsStub.CardOf(JsonNode.Parse(TeamsMessage.Create(notification, maxBytes))!);

    private static string[] LinesOf(JsonNode card) =>
        [.. card["body"]!.AsArray().Select(block => string.Concat(block!["inlines"]!.AsArray().Select(run => (string)run!["text"]!)))];

    private static IEnumerable<JsonNode> RunsOf(JsonNode card) =>
        card["body"]!.AsArray().SelectMany(block => block!["inlines"]!.AsArray()).Select(run => run!);
}
