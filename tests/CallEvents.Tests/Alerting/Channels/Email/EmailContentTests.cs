using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.TestSupport.Email;
using MimeKit;

namespace CallEvents.Tests.Alerting.Channels.Email;

public sealed class EmailContentTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_is_text_and_HTML()
    {
        var mail = await SendAsync(EmailHost.Notification());
        var message = mail.Message;

        mail.Subject.ShouldBe("Warning: Low coaching score (Anna Smith)");
        message.From.ToString().ShouldBe("\"CallEvents\" <alerts@us.example>");
        message.To.ToString().ShouldBe("boss@us.example");
        mail.Id.ShouldBe("0123456789abcdef0123456789abcdef@us.example");
        message.Headers[HeaderId.AutoSubmitted].ShouldBe("auto-generated");
        message.Body.ShouldBeOfType<MultipartAlternative>().Count.ShouldBe(2);
        Lines(mail.Text)
            .ShouldBe([
                "Warning: Low coaching score",
                "coachingScore 42 (below 60)",
                "",
                "Rep: Anna Smith",
                "Prospect: acme.test",
                "Call: 2026-11-27 14:03 UTC",
                "Outcome: lost",
                "Coaching score: 42",
                "Duration: 31 min",
                "",
                "03:12 prospect: We are also looking at Gong & <others>.",
                "",
                "Call: https://app.example.com/calls/call_1?a=1&b=2",
                "",
                "Rule low-score, call call_1, workspace main",
            ]);
        mail.Html.ShouldContain("<h3>Warning: Low coaching score</h3>");
        mail.Html.ShouldContain("03:12 prospect: We are also looking at Gong &amp; &lt;others&gt;.");
        mail.Html.ShouldContain("<a href=\"https://app.example.com/calls/call_1?a=1&amp;b=2\">");
    }

    [Fact]
    public async Task Letters_of_all_scripts_arrive()
    {
        const string title = "Prix évoqué – 価格 – سعر – 😀";
        var mail = await SendAsync(EmailHost.Notification(EmailHost.Alert() with { Title = title }));

        mail.Subject.ShouldBe($"Warning: {title} (Anna Smith)");
        mail.Text.ShouldContain(title);
        System.Net.WebUtility.HtmlDecode(mail.Html).ShouldContain(title);
    }

    [Fact]
    public async Task No_text_from_outside_becomes_a_header_or_markup()
    {
        const string evil = "x\r\nBcc: evil@attacker.example\r\n\r\n<script>alert(1)</script>\u2028\u0085\0";
        var mail = await SendAsync(
            EmailHost.Notification(
                EmailHost.Alert() with
                {
                    Title = evil,
                    RepName = evil,
                    Outcome = evil,
                    Text = evil,
                    Prospect = evil,
                    Snippets = [new(evil, 1, evil, evil)],
                    Link = "javascript:alert(1)",
                }
            )
        );

        mail.Message.Bcc.ShouldBeEmpty();
        mail.Raw[..mail.Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").ShouldNotContain(line => line.StartsWith("Bcc"));
        mail.Subject.ShouldNotContain('\n');
        mail.Subject.ShouldNotContain('\r');
        mail.Html.ShouldNotContain("<script", Case.Insensitive);
        mail.Html.ShouldNotContain("javascript:");
    }

    [Fact]
    public async Task A_long_subject_is_cut()
    {
        var mail = await SendAsync(EmailHost.Notification(EmailHost.Alert() with { Title = new string('x', 3000) }));

        mail.Subject.Length.ShouldBe(150);
        mail.Subject.ShouldEndWith("…");
    }

    [Fact]
    public async Task A_repeat_has_the_same_id_and_another_notification_another_one()
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();
        var channel = host.Channel(server.Port, "boss@us.example");

        await channel.SendAsync(EmailHost.Notification(), Stop);
        await channel.SendAsync(EmailHost.Notification(), Stop);
        await channel.SendAsync(new AlertNotification("ffff", EmailHost.Alert()), Stop);

        server.Received.Select(mail => mail.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_digest_has_counts_and_the_newest_and_how_many_more()
    {
        var alerts = Enumerable.Range(0, 23).Select(number => EmailHost.Alert(callId: $"call_{number:00}"));
        var mail = await SendAsync(new DigestNotification("d1", Digest.Of(DigestReason.Scheduled, alerts)));

        mail.Subject.ShouldBe("Digest: 23 alerts");
        mail.Text.ShouldContain("23 × Low coaching score (warning)");
        Lines(mail.Text).Count(line => line.Contains("https://app.example.com/")).ShouldBe(20);
        mail.Text.ShouldContain("3 more are not listed.");
    }

    private static async Task<ReceivedMail> SendAsync(Notification notification)
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();
        (await host.Channel(server.Port, "boss@us.example").SendAsync(notification, Stop)).ShouldBeOfType<ChannelResult.Sent>();
        return server.Received.ShouldHaveSingleItem();
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
