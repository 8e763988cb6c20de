using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using CallEvents.TestSupport;
using RabbitMQ.Client;
using Testcontainers.RabbitMq;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>The broker of all tests, started once; tests of outages stop and restart it. Each test has its own virtual host.</summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    internal const string User = "callevents";
    internal const string Password = "callevents";

    /// <summary>Queue statistics that are at most 200 ms old, instead of five seconds.</summary>
    internal const string Configuration = "collect_statistics_interval = 200";

    /// <inheritdoc cref="Configuration"/>
    internal const string AdvancedConfiguration = "[{rabbit, [{quorum_tick_interval, 200}]}].\n";

    private readonly int port = FreePort.Next();
    private readonly int managementPort = FreePort.Next();
    private readonly int tlsPort = FreePort.Next();
    private readonly ServerTls? tls;
    private readonly string settings;
    private readonly ITestServer server;
    private HttpClient? management;
    private bool isRunning;
    private int virtualHosts;

    public RabbitMqServer()
        : this(null) { }

    /// <param name="tls">Also listens with TLS, on a separate port.</param>
    /// <param name="settings">Further lines of <c>rabbitmq.conf</c>.</param>
    internal RabbitMqServer(ServerTls? tls, string settings = "")
    {
        (this.tls, this.settings) = (tls, $"{Configuration}\n{settings}\n");
        server = TestServers.UseContainers
            ? new ContainerServer(BuildContainer())
            : new LocalRabbitMq(port, managementPort, this.settings + TlsConfiguration($"127.0.0.1:{tlsPort}", tls));
    }

    /// <summary>The default virtual host, <c>/</c>.</summary>
    public Uri Uri => UriFor("");

    internal HttpClient Management => management ?? throw new InvalidOperationException("RabbitMQ was not started.");

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts the broker on the same port and with its durable data, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        if (isRunning)
            return;
        await server.StartAsync();
        management ??= CreateManagementClient();
        try
        {
            await Eventually.Be(IsReadyAsync, condition: "RabbitMQ is up");
        }
        catch (ShouldAssertException e)
        {
            throw new InvalidOperationException($"RabbitMQ did not start. {e.Message}\n{await server.LogAsync()}", e);
        }
        isRunning = true;
    }

    /// <summary>Stops the broker until <see cref="StartAsync"/>: connections are closed and new ones refused.</summary>
    public async Task StopAsync()
    {
        isRunning = false;
        await server.StopAsync();
    }

    /// <summary>Like <see cref="StopAsync"/>, but with SIGKILL.</summary>
    public async Task KillAsync()
    {
        // With RabbitMQ 3.10, a quorum queue that was declared just before a kill came back without its log and never elected a leader: the
        // broker writes its table of log names to disk only from time to time. Our tests are not about that, so give it time to write.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        isRunning = false;
        await server.KillAsync();
    }

    /// <summary>Raises the memory alarm: the broker reads no more from connections that publish, and closes none of them.</summary>
    public Task RaiseAlarmAsync() => ControlAsync("set_vm_memory_high_watermark", "0.000001");

    /// <summary>Sets <c>max_message_size</c> for the channels that are opened from now on.</summary>
    /// <remarks>RabbitMQ 3 and 4 keep it in different places.</remarks>
    public Task SetMaxMessageSizeAsync(int bytes) =>
        ControlAsync("eval", $"application:set_env(rabbit, max_message_size, {bytes}), persistent_term:put(max_message_size, {bytes}).");

    /// <summary>
    /// Sets how often the channels that are opened from now on look for messages that were not acknowledged within
    /// <c>consumer_timeout</c>: once a minute by default.
    /// </summary>
    public Task SetChannelTickIntervalAsync(TimeSpan interval) =>
        ControlAsync("eval", $"application:set_env(rabbit, channel_tick_interval, {interval.TotalMilliseconds:0}).");

    public Task ClearAlarmAsync() => ControlAsync("set_vm_memory_high_watermark", "0.4");

    /// <summary>Creates a virtual host for one test; starts the broker if a failed test left it stopped.</summary>
    public async Task<VirtualHost> CreateVhostAsync(string? name = null)
    {
        await StartAsync();
        name ??= $"test-{Interlocked.Increment(ref virtualHosts)}";
        var encodedName = Uri.EscapeDataString(name);
        await PutAsync($"vhosts/{encodedName}", new { });
        await PutAsync(
            $"permissions/{encodedName}/{User}",
            new
            {
                configure = ".*",
                write = ".*",
                read = ".*",
            }
        );
        return new(this, name, UriFor(encodedName));
    }

    /// <summary>Imports a definitions file: users, permissions and policies.</summary>
    public async Task ImportAsync(string definitions)
    {
        using var content = new StringContent(definitions, Encoding.UTF8, "application/json");
        using var response = await Management.PostAsync(
            new Uri("definitions", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        management?.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>The value for <c>RabbitMq:Management</c>.</summary>
    internal string ManagementUriFor(VirtualHost vhost, string user, string password) =>
        $"http://{user}:{password}@{server.Host}:{managementPort}/{System.Uri.EscapeDataString(vhost.Name)}";

    /// <summary>The value for <c>ConnectionStrings:RabbitMq</c> with TLS.</summary>
    internal string TlsUriFor(VirtualHost vhost, string query, string host = "localhost") =>
        $"amqps://{User}:{Password}@{host}:{tlsPort}/{System.Uri.EscapeDataString(vhost.Name)}?{query}";

    private async Task ControlAsync(params string[] arguments)
    {
        var result = await server.ExecuteAsync("rabbitmqctl", arguments);
        result.ExitCode.ShouldBe(0, result.Error);
    }

    private HttpClient CreateManagementClient()
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        return new()
        {
            BaseAddress = new($"http://{server.Host}:{managementPort}/api/"),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", credentials) },
        };
    }

    private RabbitMqContainer BuildContainer()
    {
        if (tls is null)
            return CreateBuilder().Build();

        var inContainer = tls.WithFolder("/etc/rabbitmq");
        var configuration = Encoding.UTF8.GetBytes(TlsConfiguration("5671", inContainer));
        return CreateBuilder()
            .WithPortBinding(tlsPort, 5671)
            .WithResourceMapping(configuration, "/etc/rabbitmq/conf.d/91-tls.conf")
            .WithResourceMapping(File.ReadAllBytes(tls.Certificate.File), inContainer.Certificate.File)
            .WithResourceMapping(File.ReadAllBytes(tls.Certificate.KeyFile), inContainer.Certificate.KeyFile)
            .WithResourceMapping(File.ReadAllBytes(tls.Authorities), inContainer.Authorities)
            .Build();
    }

    private static string TlsConfiguration(string listener, ServerTls? tls) =>
        tls is null
            ? ""
            : $"""
                listeners.ssl.1 = {listener}
                ssl_options.cacertfile = {tls.Authorities}
                ssl_options.certfile = {tls.Certificate.File}
                ssl_options.keyfile = {tls.Certificate.KeyFile}
                ssl_options.verify = {(tls.RequiresClientCertificate ? "verify_peer" : "verify_none")}
                ssl_options.fail_if_no_peer_cert = {(tls.RequiresClientCertificate ? "true" : "false")}

                """;

    private RabbitMqBuilder CreateBuilder() =>
        new RabbitMqBuilder("rabbitmq:4-management")
            .WithUsername(User)
            .WithPassword(Password)
            // A fixed port: one chosen by the engine would change with each start.
            .WithPortBinding(port, RabbitMqBuilder.RabbitMqPort)
            .WithPortBinding(managementPort, 15672)
            .WithResourceMapping(Encoding.UTF8.GetBytes(settings), "/etc/rabbitmq/conf.d/90-tests.conf")
            .WithResourceMapping(Encoding.UTF8.GetBytes(AdvancedConfiguration), "/etc/rabbitmq/advanced.config");

    private Uri UriFor(string encodedName) => new($"amqp://{User}:{Password}@{server.Host}:{port}/{encodedName}");

    private async Task PutAsync(string path, object body)
    {
        using var response = await Management.PutAsJsonAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task<bool> IsReadyAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = Uri }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        using var response = await Management.GetAsync(new Uri("overview", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode;
    }
}
