using CallEvents.ServiceDefaults.Bus;

namespace CallEvents.Tests.ServiceDefaults.Bus;

public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData("amqp://broker", "guest:guest broker:5672 /")]
    [InlineData("amqp://broker/", "guest:guest broker:5672 /")]
    [InlineData("amqp://broker/%2F", "guest:guest broker:5672 /")]
    [InlineData("  AMQP://u:p@broker:1234/sales ", "u:p broker:1234 sales")]
    [InlineData("amqps://u:p@broker/sales", "u:p tls broker:5671 sales")]
    [InlineData("amqps://u:p@broker:5672/sales", "u:p tls broker:5672 sales")]
    [InlineData("amqp://u%40x:p%2F%3A%40%25%2C@broker/a%2Fb%20c", "u@x:p/:@%, broker:5672 a/b c")]
    [InlineData("amqp://u:p:q@broker", "u:p:q broker:5672 /")]
    [InlineData("amqp://u:@broker", "u: broker:5672 /")]
    [InlineData("amqp://u:p@one,two:1,three/v", "u:p one:5672 two:1 three:5672 v")]
    [InlineData("amqps://u:p@one, two:1/v", "u:p tls one:5671 two:1 v")]
    [InlineData("amqp://u:p@one/v,amqp://u:p@two:1/v", "u:p one:5672 two:1 v")]
    [InlineData("amqp://u:p@one/v, amqp://u:p@two/v , amqp://u:p@three/v", "u:p one:5672 two:5672 three:5672 v")]
    [InlineData("amqp://u:p@[::1]:5673/v", "u:p ::1:5673 v")]
    [InlineData("amqp://u:p@10.0.0.1", "u:p 10.0.0.1:5672 /")]
    [InlineData("amqp://u:p@rabbit_1.rabbit-headless.svc", "u:p rabbit_1.rabbit-headless.svc:5672 /")]
    public void A_connection_string_is_parsed_as_an_AMQP_URI(string text, string expected)
    {
        BrokerAddress.TryParse(text, out var address).ShouldBeTrue();

        var hosts = string.Join(' ', address.Hosts.Select(host => $"{host.Name}:{host.Port}"));
        $"{address.UserName}:{address.Password} {(address.Tls is not null ? "tls " : "")}{hosts} {address.VirtualHost}".ShouldBe(expected);
    }

    [Theory]
    [InlineData("amqps://broker", "", "", "", "")]
    [InlineData("amqps://broker/v?", "", "", "", "")]
    [InlineData("amqps://broker/v?verify=verify_peer", "", "", "", "")]
    [InlineData("amqps://broker?cacertfile=/run/ca.pem", "/run/ca.pem", "", "", "")]
    [InlineData(
        "amqps://one,two/v?cacertfile=/a%20b/ca.pem&server_name_indication=rabbit.example",
        "/a b/ca.pem",
        "",
        "",
        "rabbit.example"
    )]
    [InlineData("amqps://one/v?cacertfile=/ca.pem,amqps://two/v?cacertfile=/ca.pem", "/ca.pem", "", "", "")]
    [InlineData("amqps://broker/v?certfile=/me.pem&keyfile=/me-key.pem", "", "/me.pem", "/me-key.pem", "")]
    public void The_query_names_the_authorities_and_the_client_certificate(
        string text,
        string authorities,
        string certificate,
        string key,
        string serverName
    )
    {
        BrokerAddress.TryParse(text, out var address).ShouldBeTrue();

        address.Tls.ShouldBe(new BrokerTls(NullIfEmpty(authorities), NullIfEmpty(certificate), NullIfEmpty(key), NullIfEmpty(serverName)));

        static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
    }

    [Fact]
    public void Each_node_is_verified_by_its_own_host_name_unless_one_is_set()
    {
        BrokerAddress.TryParse("amqps://one,two", out var own).ShouldBeTrue();
        BrokerAddress.TryParse("amqps://one,two?server_name_indication=rabbit", out var given).ShouldBeTrue();

        own.Hosts.Select(host => own.Tls!.For(host, () => { }).ServerName).ShouldBe(["one", "two"]);
        given.Hosts.Select(host => given.Tls!.For(host, () => { }).ServerName).ShouldBe(["rabbit", "rabbit"]);
    }

    [Theory]
    [InlineData("cacertfile={0}/none.pem", "cacertfile={0}/none.pem', expected a PEM file with the certificates of authorities (")]
    [InlineData(
        "cacertfile={0}/text",
        "cacertfile={0}/text', expected a PEM file with the certificates of authorities (no certificate in {0}/text)"
    )]
    [InlineData(
        "certfile={0}/text&keyfile={0}/text",
        "certfile={0}/text', expected a PEM file with our certificate (no certificate in {0}/text)"
    )]
    public void An_unusable_PEM_file_is_reported_in_one_line_without_the_password(string query, string found)
    {
        var folder = TemporaryFolder.Create();
        File.WriteAllText(Path.Combine(folder, "text"), "no PEM");

        var options = new BrokerOptions { ConnectionString = $"amqps://u:S3cret@broker?{InFolder(query)}" };
        var result = new BrokerOptions.Validator().Validate(null, options);

        result.Failures.ShouldHaveSingleItem().ShouldStartWith($"ConnectionStrings:RabbitMq: found '{InFolder(found)}");
        result.Failures.ShouldHaveSingleItem().ShouldNotContain("S3cret");

        string InFolder(string text) => text.Replace("{0}", folder, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "nothing")]
    [InlineData("", "nothing")]
    [InlineData("broker", "'broker'")]
    [InlineData("http://u:S3cret@broker", "'http://***@broker'")]
    [InlineData("amqp://", "'amqp://'")]
    [InlineData("amqp://u:S3cret@", "'amqp://***@'")]
    [InlineData("amqp://u:S3cret@broker:0", "'amqp://***@broker:0'")]
    [InlineData("amqp://u:S3cret@broker:65536", "'amqp://***@broker:65536'")]
    [InlineData("amqp://u:S3cret@bro ker", "'amqp://***@bro ker'")]
    [InlineData("amqp://u:S3cret@broker/a/b", "'amqp://***@broker/a/b'")]
    [InlineData("amqp://u:S3cret@broker/v?heartbeat=5", "'amqp://***@broker/v?heartbeat=5'")]
    [InlineData("amqp://u:S3cret@broker:5671/v", "'amqp://***@broker:5671/v'")]
    [InlineData("amqp://u:S3/cret@broker", "'amqp://***@broker'")]
    [InlineData("amqp://u:S3@cret@broker", "'amqp://***@broker'")]
    [InlineData("amqp://u:S3cret@one,,two", "'amqp://***@one,,two'")]
    [InlineData("amqp://u:S3cret@one/v,amqp://u:S3cret@two/w", "'amqp://***@two/w'")]
    [InlineData("amqp://u:S3cret@one/v,amqps://u:S3cret@two/v", "'amqp://***@two/v'")]
    [InlineData("amqp://u:S3cret@broker/v?cacertfile=/ca.pem", "'amqp://***@broker/v?cacertfile=/ca.pem'")]
    [InlineData("amqp://u:S3cret@broker/v?", "'amqp://***@broker/v?'")]
    [InlineData("amqps://u:S3cret@broker/v?verify=verify_none", "'amqps://***@broker/v?verify=verify_none'")]
    [InlineData("amqps://u:S3cret@broker/v?server_name_indication=disable", "'amqps://***@broker/v?server_name_indication=disable'")]
    [InlineData("amqps://u:S3cret@broker/v?heartbeat=5", "'amqps://***@broker/v?heartbeat=5'")]
    [InlineData("amqps://u:S3cret@broker/v?cacertfile=", "'amqps://***@broker/v?cacertfile='")]
    [InlineData("amqps://u:S3cret@broker/v?cacertfile", "'amqps://***@broker/v?cacertfile'")]
    [InlineData("amqps://u:S3cret@broker/v?cacertfile=/a&cacertfile=/b", "'amqps://***@broker/v?cacertfile=/a&cacertfile=/b'")]
    [InlineData("amqps://u:S3cret@broker/v?certfile=/me.pem", "'amqps://***@broker/v?certfile=/me.pem'")]
    [InlineData("amqps://u:S3cret@broker/v?keyfile=/me.pem", "'amqps://***@broker/v?keyfile=/me.pem'")]
    [InlineData("amqps://u:S3cret@one/v?cacertfile=/a,amqps://u:S3cret@two/v", "'amqps://***@two/v'")]
    [InlineData("amqp://u:S3cret", "'amqp://u:***'")]
    [InlineData("amqp://u:S3cret/v", "'amqp://u:***/v'")]
    [InlineData("Host=broker;Password=S3cret", "'Host=broker'")]
    public void An_invalid_connection_string_is_reported_without_the_password(string? text, string found)
    {
        var result = new BrokerOptions.Validator().Validate(null, new BrokerOptions { ConnectionString = text });

        result.Failures.ShouldHaveSingleItem().ShouldBe($"ConnectionStrings:RabbitMq: found {found}, expected {BrokerAddress.Expected}");
    }
}
