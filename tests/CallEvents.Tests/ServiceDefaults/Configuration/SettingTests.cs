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
    [InlineData("Data Source=a.db;Password=se cret;Mode=ReadOnly", "Data Source=a.db")]
    [InlineData("Data Source=a.db;PASSWORD = 'se;cret';X=1", "Data Source=a.db")]
    [InlineData("Host=h;pwd=\"se;cret\"", "Host=h")]
    [InlineData("amqp://broker:5672/v", "amqp://broker:5672/v")]
    [InlineData("amqp://one:5672,two:1/v", "amqp://one:5672,two:1/v")]
    [InlineData("amqp://[::1]:5672/v", "amqp://[::1]:5672/v")]
    [InlineData("user:secret@broker", "***@broker")]
    [InlineData("Host=db;Username=u;Password=p@ssw0rd!;Database=callevents;Port=5433", "Host=db;Port=5433;Database=callevents;Username=u")]
    [InlineData("Server=h;Password=a;SSL Password=b@c", "Server=h")]
    [InlineData("Host=db;User Id=u;Psw=topsecret", "Host=db;User Id=u")]
    [InlineData("Host=db;Password=\"a\"\"bc;d\"", "Host=db")]
    [InlineData("Host=db;Password='it''s;secret'", "Host=db")]
    [InlineData("Host=db;Password=a;b=c", "Host=db")]
    [InlineData("Host=db;Password=a;b", "***")]
    [InlineData("Host=db;Password=amqp://x:y@z", "Host=db")]
    [InlineData("Password=secret", "***")]
    public void A_connection_string_is_shown_without_its_secret(string? text, string? shown) => Setting.Redact(text).ShouldBe(shown);
}
