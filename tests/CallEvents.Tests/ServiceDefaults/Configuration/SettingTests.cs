using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.Tests.ServiceDefaults.Configuration;

public sealed class SettingTests
{
    [Theory]
    [InlineData(null, "A:B: found nothing, expected c")]
    [InlineData("", "A:B: found nothing, expected c")]
    [InlineData("x", "A:B: found 'x', expected c")]
    [InlineData("x\r\ny\nz", "A:B: found 'x y z', expected c")]
    public void A_wrong_setting_is_reported_in_one_line(string? found, string line) => Setting.Wrong("A:B", found, "c").ShouldBe(line);

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("Data Source=a.db", "Data Source=a.db")]
    [InlineData("Data Source=a.db;Password=se cret;Mode=ReadOnly", "Data Source=a.db;Password=***;Mode=ReadOnly")]
    [InlineData("Data Source=a.db;PASSWORD = 'se;cret';X=1", "Data Source=a.db;PASSWORD = ***;X=1")]
    [InlineData("Host=h;pwd=\"se;cret\"", "Host=h;pwd=***")]
    [InlineData("amqp://broker:5672/v", "amqp://broker:5672/v")]
    [InlineData("amqp://one:5672,two:1/v", "amqp://one:5672,two:1/v")]
    [InlineData("amqp://[::1]:5672/v", "amqp://[::1]:5672/v")]
    [InlineData("user:secret@broker", "***@broker")]
    public void A_connection_string_is_shown_without_its_secret(string? text, string? shown) => Setting.Redact(text).ShouldBe(shown);
}
