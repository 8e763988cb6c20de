using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using CallEvents.TestSupport;
using RabbitMQ.Client;
using Testcontainers.RabbitMq;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>The broker of all tests: started once, stopped and started again by those that need it away. Each test has its own virtual host.</summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    internal const string User = "callevents";
    internal const string Password = "callevents";

    /// <summary>What a test asks about a queue is as it was a moment ago, not five seconds.</summary>
    internal const string Configuration = "collect_statistics_interval = 200";

    /// <inheritdoc cref="Configuration"/>
    internal const string AdvancedConfiguration = "[{rabbit, [{quorum_tick_interval, 200}]}].\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly int port = FreePort.Next();
    private readonly int managementPort = FreePort.Next();
    private readonly int tlsPort = FreePort.Next();
    private readonly ServerTls? tls;
    private readonly ITestServer server;
    private HttpClient? management;
    private bool isRunning;
    private int hosts;

    public RabbitMqServer()
        : this(null)
    {
    }

    /// <param name="tls">Listens by TLS too, on a port of its own.</param>
    internal RabbitMqServer(ServerTls? tls)
    {
        this.tls = tls;
        server = TestServers.AreContainers ? new ContainerServer(Container()) : new LocalRabbitMq(port, managementPort, TlsConfiguration($"127.0.0.1:{tlsPort}", tls));
    }

    /// <summary>The default virtual host, <c>/</c>.</summary>
    public Uri Uri => UriOf("");

    internal HttpClient Management => management ?? throw new InvalidOperationException("RabbitMQ was not started.");

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Returns when it takes connections again, on the same port and with what was durable.</summary>
    public async Task StartAsync()
    {
        if (isRunning)
            return;
        await server.StartAsync();
        management ??= new()
        {
            BaseAddress = new($"http://{server.Host}:{managementPort}/api/"),
            DefaultRequestHeaders =
            {
                Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))),
            },
        };
        try
        {
            await Eventually.Be(AnswersAsync, Patience, "RabbitMQ is up");
        }
        catch (ShouldAssertException e)
        {
            throw new InvalidOperationException($"RabbitMQ did not start. {e.Message}\n{await server.LogAsync()}", e);
        }
        isRunning = true;
    }

    /// <summary>The broker is away until <see cref="StartAsync"/>: connections are closed and new ones refused.</summary>
    public async Task StopAsync()
    {
        isRunning = false;
        await server.StopAsync();
    }

    /// <summary>As <see cref="StopAsync"/>, by SIGKILL.</summary>
    public async Task KillAsync()
    {
        // A quorum queue declared a moment before the kill came back without its log and never elected a leader (3.10): the broker keeps
        // the names of the logs in a table that it writes to disk now and then. That is not what our tests are about.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        isRunning = false;
        await server.KillAsync();
    }

    /// <summary>A virtual host that nobody else uses; starts the broker if a failed test left it stopped.</summary>
    public async Task<VirtualHost> CreateVhostAsync(string? name = null)
    {
        await StartAsync();
        name ??= $"test-{Interlocked.Increment(ref hosts)}";
        var host = Uri.EscapeDataString(name);
        await PutAsync($"vhosts/{host}", new { });
        await PutAsync($"permissions/{host}/{User}", new { configure = ".*", write = ".*", read = ".*" });
        return new(this, name, UriOf(host));
    }

    /// <summary>Users, rights and policies, as a file of definitions has them.</summary>
    public async Task ImportAsync(string definitions)
    {
        using var content = new StringContent(definitions, Encoding.UTF8, "application/json");
        using var answer = await Management.PostAsync(new Uri("definitions", UriKind.Relative), content, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        management?.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>For <c>ConnectionStrings:RabbitMq</c>, by TLS.</summary>
    internal string TlsUriOf(VirtualHost vhost, string query, string host = "localhost") =>
        $"amqps://{User}:{Password}@{host}:{tlsPort}/{System.Uri.EscapeDataString(vhost.Name)}?{query}";

    private RabbitMqContainer Container() => (tls is null ? Plain() : Plain()
        .WithPortBinding(tlsPort, 5671)
        .WithResourceMapping(Encoding.UTF8.GetBytes(TlsConfiguration("5671", tls.In("/etc/rabbitmq"))), "/etc/rabbitmq/conf.d/91-tls.conf")
        .WithResourceMapping(File.ReadAllBytes(tls.Certificate.File), tls.In("/etc/rabbitmq").Certificate.File)
        .WithResourceMapping(File.ReadAllBytes(tls.Certificate.KeyFile), tls.In("/etc/rabbitmq").Certificate.KeyFile)
        .WithResourceMapping(File.ReadAllBytes(tls.Authorities), tls.In("/etc/rabbitmq").Authorities)).Build();

    private static string TlsConfiguration(string listener, ServerTls? tls) => tls is null ? "" :
        $"""
        listeners.ssl.1 = {listener}
        ssl_options.cacertfile = {tls.Authorities}
        ssl_options.certfile = {tls.Certificate.File}
        ssl_options.keyfile = {tls.Certificate.KeyFile}
        ssl_options.verify = {(tls.DemandsClients ? "verify_peer" : "verify_none")}
        ssl_options.fail_if_no_peer_cert = {(tls.DemandsClients ? "true" : "false")}

        """;

    private RabbitMqBuilder Plain() => new RabbitMqBuilder("rabbitmq:4-management")
        .WithUsername(User)
        .WithPassword(Password)
        // A port of the engine's choice would be another one after each start.
        .WithPortBinding(port, RabbitMqBuilder.RabbitMqPort)
        .WithPortBinding(managementPort, 15672)
        .WithResourceMapping(Encoding.UTF8.GetBytes($"{Configuration}\n"), "/etc/rabbitmq/conf.d/90-tests.conf")
        .WithResourceMapping(Encoding.UTF8.GetBytes(AdvancedConfiguration), "/etc/rabbitmq/advanced.config");

    private Uri UriOf(string host) => new($"amqp://{User}:{Password}@{server.Host}:{port}/{host}");

    private async Task PutAsync(string path, object body)
    {
        using var answer = await Management.PutAsJsonAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<bool> AnswersAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = Uri }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        using var answer = await Management.GetAsync(new Uri("overview", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
