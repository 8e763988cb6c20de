using System.Net;
using System.Net.Sockets;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;

namespace CallEvents.Tests.Alerting.Channels.Email;

public sealed class EmailAnswerTests
{
    private static readonly string[] Three = ["one@us.example", "two@us.example", "three@us.example"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ScriptedMailServer.Connection, "421 4.3.2 too busy for one@us.example", "SMTP 421", false)]
    [InlineData(ScriptedMailServer.Connection, "450 later", "SMTP 450", false)]
    [InlineData("MAIL", "451 4.3.0 later", "SMTP 451", false)]
    [InlineData("RCPT", "421 bye", "SMTP 421", false)]
    [InlineData("RCPT", "450 4.2.1 one@us.example is busy", "SMTP 450", true)]
    [InlineData("RCPT", "452 4.2.2 full", "SMTP 452", true)]
    [InlineData(ScriptedMailServer.Message, "451 4.7.1 greylisted", "SMTP 451", true)]
    public async Task Status_4xx_means_away(string command, string answer, string reason, bool isSuspect)
    {
        using var server = Answering(command, answer);
        using var host = new EmailHost();

        var result = await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBe(new ChannelResult.Unavailable(reason, IsSuspect: isSuspect));
    }

    [Theory]
    [InlineData(ScriptedMailServer.Connection, "554 go away", "SMTP 554: 127.0.0.1 does not serve us: check Channels:managers:Host")]
    [InlineData(
        "MAIL",
        "550 5.7.60 not alerts@us.example",
        "SMTP 550 for the sender: check Channels:managers:From and Channels:managers:User"
    )]
    [InlineData("MAIL", "530 5.7.0 log in", "127.0.0.1 requires authentication: check Channels:managers:User")]
    public async Task A_server_that_refuses_us_is_reported_with_the_setting(string command, string answer, string reason)
    {
        using var server = Answering(command, answer);
        using var host = new EmailHost();

        var result = await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBe(new ChannelResult.Unauthorized(reason));
    }

    [Fact]
    public async Task No_connection_means_away()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var host = new EmailHost();

        var result = await host.Channel(port, Three).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBe(new ChannelResult.Unavailable("connection refused"));
    }

    [Theory]
    [InlineData("550 5.1.1 two@us.example unknown")]
    [InlineData("551 5.7.1 not here")]
    [InlineData("554 5.7.1 relay denied")]
    [InlineData("501 5.1.3 syntax")]
    public async Task A_refused_recipient_keeps_it_from_no_other(string answer)
    {
        using var server = new ScriptedMailServer(command => command.Contains("<two@", StringComparison.Ordinal) ? answer : null);
        using var host = new EmailHost();

        var result = await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBeOfType<ChannelResult.Sent>();
        server.Messages.ShouldBe(2);
        host.Sum("callevents_alerts_recipients_refused", "managers").ShouldBe(1);
        var expected = $"Channel managers: the mail server refused 1 recipients for good, with SMTP {answer[..3]}";
        host.LogLines.ShouldContain(line => line.Contains(expected));
        host.LogLines.ShouldNotContain(line => line.Contains('@'));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 unknown", "SMTP 550 for all recipients")]
    [InlineData(ScriptedMailServer.Message, "554 5.6.0 spam", "SMTP 554 for all recipients")]
    public async Task What_all_refuse_is_rejected(string command, string answer, string reason)
    {
        using var server = Answering(command, answer);
        using var host = new EmailHost();

        var result = await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBe(new ChannelResult.Rejected(reason));
    }

    [Fact]
    public async Task What_a_digest_has_for_a_refused_recipient_only_is_reported()
    {
        using var server = new ScriptedMailServer(command =>
            command.Contains("<nils@", StringComparison.Ordinal) ? "550 5.1.1 nils@us.example unknown" : null
        );
        using var host = new EmailHost();
        var lost = EmailHost.Alert("user_cleo", "call_cleo");
        var digest = new DigestNotification("d1", Digest.Of(DigestReason.QuietHours, [EmailHost.Alert(), lost]));

        var sent = (await host.Channel(server.Port, "manager").SendAsync(digest, Stop)).ShouldBeOfType<ChannelResult.Sent>();

        var (alert, reason) = sent.Undeliverable.ShouldHaveSingleItem();
        alert.ShouldBeSameAs(lost);
        reason.ShouldBe("SMTP 550 for all recipients");
        server.Messages.ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_for_one_recipient_does_not_repeat_it_to_the_others()
    {
        var isBusy = true;
        using var server = new ScriptedMailServer(command =>
            isBusy && command.Contains("<two@", StringComparison.Ordinal) ? "450 busy" : null
        );
        using var host = new EmailHost();

        var first = await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop);
        first.ShouldBe(new ChannelResult.Unavailable("SMTP 450", IsSuspect: true) { IsPartial = true, DeliveredTo = first.DeliveredTo });
        first.DeliveredTo.Count.ShouldBe(2);
        first.DeliveredTo.ShouldAllBe(key => key.All(char.IsAsciiHexDigitLower));
        server.Messages.ShouldBe(2);
        isBusy = false;

        // Another process, perhaps on another machine.
        var next = EmailHost.Notification() with
        {
            DeliveredTo = first.DeliveredTo,
        };
        (await host.Channel(server.Port, Three).SendAsync(next, Stop)).ShouldBeOfType<ChannelResult.Sent>();
        server.Messages.ShouldBe(3);
        (await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop)).ShouldBeOfType<ChannelResult.Sent>();
        server.Messages.ShouldBe(6);
    }

    [Fact]
    public async Task A_connection_that_is_lost_between_two_recipients_forgets_none_of_them()
    {
        using var server = new ScriptedMailServer(command =>
            command.Contains("<three@", StringComparison.Ordinal) ? "421 4.3.2 shutting down" : null
        );
        using var host = new EmailHost();

        var result = await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBeOfType<ChannelResult.Unavailable>().DeliveredTo.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_after_the_message_changes_nothing()
    {
        using var server = Answering("QUIT", "500 what?");
        using var host = new EmailHost();

        (await host.Channel(server.Port, Three).SendAsync(EmailHost.Notification(), Stop)).ShouldBeOfType<ChannelResult.Sent>();
    }

    private static ScriptedMailServer Answering(string command, string answer) =>
        new(found => found.StartsWith(command, StringComparison.Ordinal) ? answer : null);
}
