using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using RabbitMQ.Client;

namespace CallEvents.EndToEndTests.Deployment;

/// <summary>A stack whose services log in as the users, and with only the permissions, that <c>deploy/rabbitmq</c> defines.</summary>
internal sealed class BrokerPermissions(TestStack stack) : IAsyncDisposable
{
    /// <summary>The collection of the tests that import users: these belong to the broker, not to a virtual host.</summary>
    public const string Users = "broker users";

    public static readonly string Script = Path.Combine(Repository.Root, "deploy", "rabbitmq", "definitions.sh");

    private readonly string passwords = TestResourceReaper.CreateFolder("passwords");

    public TestStack Stack => stack;

    public static async Task<BrokerPermissions> CreateAsync(RabbitMqServer rabbit, SimulatorOptions? options = null)
    {
        var stack = await TestStack.StartAsync(rabbit, options ?? new SimulatorOptions());
        var permissions = new BrokerPermissions(stack);
        await rabbit.ImportAsync(await permissions.DefinitionsAsync());
        foreach (var (service, user) in new[] { (stack.Poller, "poller"), (stack.CrmUpdater, "crm-updater"), (stack.Alerting, "alerting") })
            service.Settings["ConnectionStrings:RabbitMq"] = permissions.UriFor(user).ToString();
        return permissions;
    }

    public async Task<string> DefinitionsAsync(params string[] options)
    {
        string[] arguments = ["--passwords", passwords, "--vhost", stack.Broker.Name, .. options];
        await using var script = ChildProcess.Start(Script, arguments, [], passwords);
        var result = await script.WaitForExitAsync();
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output;
    }

    /// <summary>Adds a line to the list of users, and imports the definitions.</summary>
    /// <returns>The address for the subscriber.</returns>
    public async Task<Uri> AddSubscriberAsync(RabbitMqServer rabbit, string name, params string[] queues)
    {
        var users = Path.Combine(TestResourceReaper.CreateFolder("users"), "users");
        var defaultUsers = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "deploy", "rabbitmq", "users"),
            TestContext.Current.CancellationToken
        );
        var line = $"subscriber {name} {string.Join(' ', queues)}\n";
        await File.WriteAllTextAsync(users, defaultUsers + line, TestContext.Current.CancellationToken);
        await rabbit.ImportAsync(await DefinitionsAsync("--users", users));
        return UriFor(name);
    }

    public Uri UriFor(string user) => new UriBuilder(stack.Broker.Uri) { UserName = user, Password = Password(user) }.Uri;

    public string Password(string user) => File.ReadAllText(Path.Combine(passwords, user));

    public Task<IConnection> ConnectAsync(string user) =>
        new ConnectionFactory { Uri = UriFor(user) }.CreateConnectionAsync(TestContext.Current.CancellationToken);

    public static Task<IChannel> OpenChannelAsync(IConnection connection) =>
        connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            TestContext.Current.CancellationToken
        );

    public async ValueTask DisposeAsync() => await stack.DisposeAsync();
}
