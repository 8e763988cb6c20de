using CallEvents.Alerting.Channels;
using CallEvents.TestSupport.Email;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting.Channels.Email;

public sealed class EmailTlsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task An_alert_arrives_encrypted_after_a_login(string tls)
    {
        using var certificate = EmailHost.Certificate("localhost");
        await using var server = await MailServer.StartAsync(certificate, isImplicit: tls == "implicit");
        using var host = new EmailHost(certificate);

        var result = await host.Channel(Options(server.Port, tls)).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBeOfType<ChannelResult.Sent>();
        server.Received.ShouldHaveSingleItem().Recipient.ShouldBe("boss@us.example");
    }

    [Theory]
    [InlineData("starttls", "localhost", "is not trusted: it was issued by 'CN=localhost'")]
    [InlineData("implicit", "localhost", "is not trusted: it was issued by 'CN=localhost'")]
    [InlineData("starttls", "other.example", "is not for localhost: it is for other.example")]
    public async Task A_wrong_certificate_is_refused_before_any_password(string tls, string name, string reason)
    {
        using var certificate = EmailHost.Certificate(name);
        using var unrelated = EmailHost.Certificate("unrelated");
        await using var server = await MailServer.StartAsync(certificate, isImplicit: tls == "implicit");
        using var host = new EmailHost(trusted: name == "localhost" ? unrelated : certificate);

        var result = await host.Channel(Options(server.Port, tls)).SendAsync(EmailHost.Notification(), Stop);

        result.ShouldBeOfType<ChannelResult.Unauthorized>().Reason.ShouldStartWith($"localhost: the server's certificate {reason}");
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_named_by_its_setting_alone()
    {
        using var certificate = EmailHost.Certificate("localhost");
        await using var server = await MailServer.StartAsync(certificate);
        using var host = new EmailHost(certificate);
        var options = Options(server.Port, "starttls");
        options.Password = "not-the-password";

        var result = await host.Channel(options).SendAsync(EmailHost.Notification(), Stop);

        result
            .ShouldBeOfType<ChannelResult.Unauthorized>()
            .Reason.ShouldBe("SMTP 535: check Channels:managers:User and Channels:managers:Password");
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_without_encryption_gets_no_password_and_no_message()
    {
        using var server = new ScriptedMailServer(_ => null);
        using var host = new EmailHost();

        var result = await host.Channel(Options(server.Port, "starttls")).SendAsync(EmailHost.Notification(), Stop);

        result
            .ShouldBeOfType<ChannelResult.Unauthorized>()
            .Reason.ShouldBe("localhost does not offer STARTTLS: check Channels:managers:Tls");
        server.Commands.ShouldNotContain(command => command.StartsWith("AUTH") || command.StartsWith("MAIL"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_away_after_20_seconds()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var server = new ScriptedMailServer(_ => "");
        using var host = new EmailHost(time: time);

        var send = host.Channel(server.Port, "boss@us.example").SendAsync(EmailHost.Notification(), Stop);
        await TestSupport.Eventually.Be(() => server.Commands.Count == 1);
        time.Advance(TimeSpan.FromSeconds(20));

        (await send).ShouldBe(new ChannelResult.Unavailable("timeout"));
    }

    private static ChannelOptions Options(int port, string tls) =>
        new()
        {
            Host = "localhost",
            Port = port,
            Tls = tls,
            User = MailServer.User,
            Password = MailServer.Password,
            To = ["boss@us.example"],
        };
}
