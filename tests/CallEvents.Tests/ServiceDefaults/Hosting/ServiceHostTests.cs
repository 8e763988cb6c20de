using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ServiceDefaults.Hosting;

public sealed class ServiceHostTests
{
    private const string Crm = "CallEvents.CrmUpdater";
    private const string Alerting = "CallEvents.Alerting";

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Crm, "ConnectionStrings:RabbitMq", "amqp://u:S3cret@", 2, "ConnectionStrings:RabbitMq: found 'amqp://***@', expected ")]
    [InlineData(Alerting, "ConnectionStrings:RabbitMq", "", 2, "ConnectionStrings:RabbitMq: found nothing, expected ")]
    [InlineData(Crm, "Crm:Adapter", "hubpsot", 2, "Crm:Adapter: found 'hubpsot', expected one of none, hubspot, salesforce, webhook")]
    [InlineData(Alerting, "ConnectionStrings:State", "alerting.db", 2, "ConnectionStrings:State: found 'alerting.db', expected ")]
    [InlineData(
        Alerting,
        "ConnectionStrings:State",
        "Host=db;Port=many;Password=S3cret",
        2,
        "ConnectionStrings:State: found 'Host=db;Port=many', expected "
    )]
    [InlineData(
        Crm,
        "ConnectionStrings:State",
        "Data Source=/nowhere/crm.db",
        1,
        "ConnectionStrings:State: cannot use 'Data Source=/nowhere/crm.db': the folder /nowhere does not exist"
    )]
    [InlineData(Crm, "CALLEVENTS_SECRETS", "/nowhere", 2, "CALLEVENTS_SECRETS: found '/nowhere', expected a folder that exists")]
    public async Task A_wrong_setting_fails_the_start_with_one_line(string project, string key, string value, int exitCode, string line)
    {
        using var service = new ServiceProcess(project, [new(key, value)]);

        var (code, errors) = await service.WaitForExitAsync();

        errors.ShouldHaveSingleItem().ShouldStartWith(line);
        code.ShouldBe(exitCode);
        service.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_in_use_fails_the_start_with_one_line()
    {
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)occupied.LocalEndpoint).Port}";

        using var service = new ServiceProcess(Alerting, [new("ASPNETCORE_URLS", address)]);

        var (code, errors) = await service.WaitForExitAsync();
        errors.ShouldHaveSingleItem().ShouldStartWith("ASPNETCORE_URLS: ");
        errors[0].ShouldContain(address);
        code.ShouldBe(1);
    }

    [Fact]
    public async Task A_service_without_a_broker_is_live_not_ready_and_stops_on_request()
    {
        using var service = new ServiceProcess(Crm);
        using var http = await service.WaitUntilListeningAsync();

        (await GetAsync(http, "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var ready = await Eventually.Be(
            () => GetAsync(http, "/health/ready"),
            response => response.StatusCode == HttpStatusCode.ServiceUnavailable
        );
        ready.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        ready.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await ready.Content.ReadAsStringAsync(TestEnded);
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        body.GetProperty("status").GetString().ShouldBe("Unhealthy");
        var checks = body.GetProperty("checks");
        checks.EnumerateObject().Select(check => check.Name).ShouldBe(["bus", "crm", "crm-setup"], ignoreOrder: true);
        checks.GetProperty("bus").GetProperty("status").GetString().ShouldBe("Unhealthy");
        text.ShouldNotContain("S3cret");

        var (code, errors) = await service.StopAsync();
        code.ShouldBe(0);
        errors.ShouldBeEmpty();
        service.Output.ShouldAllBe(line => !line.Contains("Health check") && !line.Contains("S3cret"));
    }

    [Fact]
    public async Task Two_processes_can_start_on_one_new_database_file()
    {
        var state = $"Data Source={ConsumerHost.NewStatePath()}";
        using var one = new ServiceProcess(Alerting, [new("ConnectionStrings:State", state)]);
        using var two = new ServiceProcess(Alerting, [new("ConnectionStrings:State", state)]);

        foreach (var service in (ServiceProcess[])[one, two])
        {
            using var http = await service.WaitUntilListeningAsync();
            (await GetAsync(http, "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static Task<HttpResponseMessage> GetAsync(HttpClient http, string path) =>
        http.GetAsync(new Uri(path, UriKind.Relative), TestEnded);
}
