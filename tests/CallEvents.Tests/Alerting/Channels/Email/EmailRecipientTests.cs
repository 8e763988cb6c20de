using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.TestSupport.Email;

namespace CallEvents.Tests.Alerting.Channels.Email;

public sealed class EmailRecipientTests
{
    private static readonly string[] Names = ["anna", "ben", "cleo", "dan"];

    private const string Missing = "callevents_alerts_recipients_missing";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_goes_to_the_addresses_the_rep_and_the_manager()
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();

        await host.Channel(server.Port, "boss@us.example", "rep", "manager", "BOSS@us.example").SendAsync(EmailHost.Notification(), Stop);

        server.Received.Select(mail => mail.Recipient).ShouldBe(["boss@us.example", "anna@us.example", "mia@us.example"]);
    }

    [Fact]
    public async Task Without_an_address_of_the_rep_the_others_get_it_and_it_is_counted()
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();
        var channel = host.Channel(server.Port, "boss@us.example", "rep", "manager");

        await channel.SendAsync(EmailHost.Notification(EmailHost.Alert("user_cleo")), Stop);
        await channel.SendAsync(EmailHost.Notification(EmailHost.Alert("user_unknown")), Stop);

        server.Received.Select(mail => mail.Recipient).ShouldBe(["boss@us.example", "nils@us.example", "boss@us.example"]);
        host.Sum(Missing, "\"managers\"", "\"rep\"").ShouldBe(2);
        host.Sum(Missing).ShouldBe(3);
    }

    [Fact]
    public async Task Without_any_recipient_it_is_rejected()
    {
        using var host = new EmailHost();

        var result = await host.Channel(1, "manager").SendAsync(EmailHost.Notification(EmailHost.Alert("user_dan")), Stop);

        result.ShouldBe(new ChannelResult.Rejected("no recipient: the people file has no e-mail address of the call's rep or manager"));
    }

    [Fact]
    public async Task A_digest_is_one_for_each_manager_and_a_whole_one_for_the_addresses()
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();
        var digest = new DigestNotification(
            "d1",
            Digest.Of(
                DigestReason.QuietHours,
                [
                    EmailHost.Alert("user_anna", "call_anna"),
                    EmailHost.Alert("user_ben", "call_ben"),
                    EmailHost.Alert("user_cleo", "call_cleo"),
                    EmailHost.Alert("user_dan", "call_dan"),
                ]
            )
        );

        (await host.Channel(server.Port, "boss@us.example", "manager").SendAsync(digest, Stop)).ShouldBeOfType<ChannelResult.Sent>();

        var mails = server.Received.ToDictionary(mail => mail.Recipient);
        Calls(mails["boss@us.example"].Text).ShouldBe("anna, ben, cleo, dan");
        Calls(mails["mia@us.example"].Text).ShouldBe("anna, ben");
        Calls(mails["nils@us.example"].Text).ShouldBe("cleo");
        mails.Count.ShouldBe(3);
        mails["mia@us.example"].Message.To.ToString().ShouldBe("mia@us.example", "no manager sees the others");
        mails["mia@us.example"].Subject.ShouldBe("Quiet hours: 2 alerts");
        mails["boss@us.example"].Id.ShouldBe("d1@us.example");
        mails.Values.Select(mail => mail.Id).Distinct().Count().ShouldBe(3);
        mails.Values.ShouldAllBe(mail => mail.Id.StartsWith("d1"));
        host.Sum(Missing).ShouldBe(1, "Dan has no manager");
    }

    [Fact]
    public async Task What_a_digest_has_for_nobody_is_reported()
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();
        var lost = EmailHost.Alert("user_dan", "call_dan");
        var digest = new DigestNotification("d1", Digest.Of(DigestReason.QuietHours, [EmailHost.Alert(), lost]));

        var sent = (await host.Channel(server.Port, "manager").SendAsync(digest, Stop)).ShouldBeOfType<ChannelResult.Sent>();

        var (alert, reason) = sent.Undeliverable.ShouldHaveSingleItem();
        alert.ShouldBeSameAs(lost);
        reason.ShouldBe("no recipient: the people file has no e-mail address of the call's rep or manager");
        server.Received.ShouldHaveSingleItem().Recipient.ShouldBe("mia@us.example");
    }

    [Fact]
    public async Task A_test_goes_to_the_addresses_and_without_them_to_the_sender()
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();
        var test = EmailHost.Notification(EmailHost.Alert("user_unknown") with { IsTest = true });

        await host.Channel(server.Port, "boss@us.example", "rep").SendAsync(test, Stop);
        await host.Channel(server.Port, "rep", "manager").SendAsync(test, Stop);

        server.Received.Select(mail => mail.Recipient).ShouldBe(["boss@us.example", "alerts@us.example"]);
        host.Sum(Missing).ShouldBe(0);
    }

    [Fact]
    public async Task A_manager_among_the_addresses_gets_the_whole_digest_only()
    {
        await using var server = await MailServer.StartAsync();
        using var host = new EmailHost();
        var digest = new DigestNotification("d1", Digest.Of(DigestReason.Scheduled, [EmailHost.Alert(), EmailHost.Alert("user_dan")]));

        await host.Channel(server.Port, "Mia@us.example", "manager").SendAsync(digest, Stop);

        server.Received.ShouldHaveSingleItem().Subject.ShouldBe("Digest: 2 alerts");
    }

    private static string Calls(string text) =>
        string.Join(", ", Names.Where(name => text.Contains($"call_{name}", StringComparison.Ordinal)));
}
