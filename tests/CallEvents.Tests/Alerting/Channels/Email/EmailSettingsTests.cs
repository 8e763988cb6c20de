using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Channels.Email;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Tests.Alerting.Channels.Email;

public sealed class EmailSettingsTests
{
    [Fact]
    public void Each_wrong_setting_is_named_without_an_address_or_a_secret()
    {
        var problems = Problems(options =>
        {
            options.Host = "smtp://example.com";
            options.Port = 0;
            options.Tls = "ssl";
            options.User = null;
            options.Password = "secret";
            options.From = "anna";
            options.To = ["boss@us.example", "reps", "anna@"];
        });

        problems.ShouldBe([
            "Channels:deals:Host: found 'smtp://example.com', expected the mail server's name, such as smtp.example.com",
            "Channels:deals:Port: found '0', expected a number from 1 to 65535",
            "Channels:deals:Tls: found 'ssl', expected starttls or implicit (to this machine also none)",
            "Channels:deals:User: found nothing, expected the user whose Password it is",
            "Channels:deals:From: found 'another text', expected an e-mail address such as CallEvents <alerts@example.com>",
            "Channels:deals:To:1: found 'another text', expected an e-mail address, rep or manager",
            "Channels:deals:To:2: found 'another text', expected an e-mail address, rep or manager",
        ]);
    }

    [Theory]
    [InlineData("smtp.example.com", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("localhost", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    public void Without_encryption_a_server_is_on_this_machine(string host, bool isWrong)
    {
        var problems = Problems(options => (options.Host, options.Tls) = (host, "none"));

        problems.ShouldBe(
            isWrong ? ["Channels:deals:Tls: found 'none', expected starttls or implicit: none is for a server on this machine"] : []
        );
    }

    [Fact]
    public void Nothing_set_names_all_that_is_missing() =>
        Problems(options => (options.Host, options.From, options.To) = (null, null, []))
            .ShouldBe([
                "Channels:deals:Host: found nothing, expected the mail server's name, such as smtp.example.com",
                "Channels:deals:From: found nothing, expected an e-mail address such as CallEvents <alerts@example.com>",
                "Channels:deals:To: found nothing, expected an e-mail address, rep or manager at To:0",
            ]);

    [Fact]
    public void A_user_needs_a_password() =>
        Problems(options => (options.User, options.Password) = ("alerts", null))
            .ShouldBe(["Channels:deals:Password: found nothing, expected the password of User, or OAuth"]);

    [Fact]
    public void OAuth_needs_all_of_its_settings_and_no_password() =>
        Problems(options =>
            {
                options.Password = "secret";
                options.OAuth = new() { Tenant = "a/b" };
            })
            .ShouldBe([
                "Channels:deals:Password: found 'a password', expected none beside OAuth",
                "Channels:deals:User: found nothing, expected the mailbox that sends, such as alerts@example.com",
                "Channels:deals:OAuth:ClientId: found nothing, expected the application's id",
                "Channels:deals:OAuth:ClientSecret: found nothing, expected the application's secret",
                "Channels:deals:OAuth:Tenant: found 'a/b', expected the tenant's id or domain",
            ]);

    [Fact]
    public void A_token_address_is_encrypted() =>
        Problems(options =>
            {
                options.User = "alerts@us.example";
                options.OAuth = new()
                {
                    ClientId = "a",
                    ClientSecret = "b",
                    TokenUrl = "http://login.example/token",
                };
            })
            .ShouldHaveSingleItem()
            .ShouldStartWith("Channels:deals:OAuth:TokenUrl: found 'http://login.example', expected an https address");

    private static IReadOnlyList<string> Problems(Action<ChannelOptions> change)
    {
        var options = new ChannelOptions
        {
            Host = "smtp.example.com",
            From = "CallEvents <alerts@us.example>",
            To = ["boss@us.example", "rep", "manager"],
        };
        var rules = new SettingRules("Channels:deals");
        EmailSettings.Validate(rules, options);
        rules.Failures.ShouldBeEmpty();

        change(options);
        EmailSettings.Validate(rules, options);
        return rules.Failures;
    }
}
