using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Slack;
using CallEvents.TestSupport.Slack;
using CsCheck;

namespace CallEvents.Tests.Alerting.Channels.Slack;

public sealed class SlackMessageTests
{
    [Fact]
    public void An_alert_says_everything()
    {
        var message = MessageOf(SampleAlerts.Of(SampleAlerts.Usual));

        ((string?)message["text"]).ShouldBe("Warning: Prospect named a competitor · Ada Example · 2026-11-28 14:03 UTC");
        message["mrkdwn"]!.GetValue<bool>().ShouldBeFalse();
        TextsOf(message)
            .ShouldBe([
                "Warning: Prospect named a competitor",
                "The prospect said “Gong” at 12:05.",
                "Rep\nAda Example",
                $"Prospect\n{SampleAlerts.Email}",
                "Call\n2026-11-28 14:03 UTC",
                "Outcome\nfollow_up",
                "Coaching score\n58.5",
                "Duration\n30 min",
                $"12:05 prospect: {SampleAlerts.Sentence}",
                "Open call",
                "Rule competitor-mentioned, call call_1, workspace main",
            ]);
        message.ToJsonString().ShouldContain("https://app.example.com/calls/call_1");
    }

    [Fact]
    public void A_test_says_so()
    {
        var message = MessageOf(SampleAlerts.Of(SampleAlerts.Bare with { IsTest = true }));

        ((string?)message["text"])!.ShouldStartWith("Test: ");
        TextsOf(message)[..2]
            .ShouldBe(["Test: Warning: Prospect named a competitor", "This is a test of the channel. Nothing has happened."]);
    }

    [Fact]
    public void A_digest_lists_the_newest_twenty_with_links()
    {
        var message = MessageOf(SampleAlerts.DigestOf(SampleAlerts.Usual, 25));

        var blocks = message["blocks"]!.AsArray();
        blocks.Count(block => block!["accessory"]?["url"] is not null).ShouldBe(20);
        TextsOf(message)[0].ShouldBe("Throttled: 25 alerts");
        TextsOf(message)[^1].ShouldBe("5 more are not listed.");
    }

    [Fact]
    public void Text_from_outside_is_plain_text()
    {
        foreach (var text in SampleAlerts.Hostile)
        {
            var message = MessageOf(SampleAlerts.Of(SampleAlerts.With(text)));

            foreach (var part in SlackStub.TextsOf(message["blocks"]))
            {
                ((string?)part["type"]).ShouldBe("plain_text");
                part["emoji"]!.GetValue<bool>().ShouldBeFalse();
            }

            TextsOf(message)[1].ShouldBe(text);
            var escaped = (string)message["text"]!;
            escaped.ShouldNotContain("<");
            escaped.ShouldNotContain(">");
            escaped.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&").ShouldContain(text, Case.Sensitive);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("&")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("\n")]
    [InlineData("\u202E\u0000")]
    public void The_longest_alert_and_digest_are_within_the_limits(string character)
    {
        var alert = SampleAlerts.Longest(character);

        Check(SampleAlerts.Of(alert));
        Check(SampleAlerts.Of(alert with { IsTest = true, IsEscalation = true }));
        Check(SampleAlerts.DigestOf(alert, 60));
    }

    [Fact]
    public void Any_text_makes_a_valid_message() =>
        SampleAlerts.Texts.Sample(
            text =>
            {
                Check(SampleAlerts.Of(SampleAlerts.With(text)));
                Check(SampleAlerts.DigestOf(SampleAlerts.With(text), 3));
            },
            iter: 40
        );

    private static void Check(Notification notification)
    {
        var message = MessageOf(notification);
        ChannelSchemas.ValidateSlack(message).ShouldBeEmpty();
        SlackStub.Refuse(message).ShouldBeNull();
        var entities = SlackStub.TextsOf(message).Sum(part => Escaped((string)part["text"]!));
        entities.ShouldBeLessThanOrEqualTo(12_000);
    }

    private static int Escaped(string text) =>
        text.Sum(letter =>
            letter is '&' ? 5
            : letter is '<' or '>' ? 4
            : 1
        );

    private static string[] TextsOf(JsonNode message) => [.. SlackStub.TextsOf(message["blocks"]).Select(part => (string)part["text"]!)];

    private static JsonNode MessageOf(Notification notification) => JsonNode.Parse(SlackMessage.Create(notification))!;
}
