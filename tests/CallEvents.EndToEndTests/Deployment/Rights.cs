using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;
using RabbitMQ.Client;

namespace CallEvents.EndToEndTests.Deployment;

/// <summary>A company whose services log in with the rights that <c>deploy/rabbitmq</c> gives them, and no others.</summary>
internal sealed class Rights(Company company) : IAsyncDisposable
{
    public static readonly string Script = Path.Combine(Repository.Root, "deploy", "rabbitmq", "definitions.sh");

    private readonly string passwords = LastWill.CreateFolder("passwords");

    public Company Company => company;

    public static async Task<Rights> GiveAsync(RabbitMqServer rabbit, params string[] simulator)
    {
        var rights = new Rights(await Company.FoundAsync(rabbit, simulator));
        await rabbit.ImportAsync(await rights.DefinitionsAsync());
        foreach (var (service, user) in new[] { (rights.Company.Poller, "poller"), (rights.Company.CrmUpdater, "crm-updater"), (rights.Company.Alerting, "alerting") })
            service.Settings["ConnectionStrings:RabbitMq"] = rights.As(user).ToString();
        return rights;
    }

    public async Task<string> DefinitionsAsync(params string[] options)
    {
        await using var script = ChildProcess.Start(Script, ["--passwords", passwords, "--vhost", company.Broker.Name, .. options], [], passwords);
        var result = await script.WaitForExitAsync(TimeSpan.FromSeconds(30));
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output;
    }

    public Uri As(string user) => new UriBuilder(company.Broker.Uri) { UserName = user, Password = Password(user) }.Uri;

    public string Password(string user) => File.ReadAllText(Path.Combine(passwords, user));

    public Task<IConnection> LogInAsync(string user) => new ConnectionFactory { Uri = As(user) }.CreateConnectionAsync(TestContext.Current.CancellationToken);

    public static Task<IChannel> OpenAsync(IConnection connection) => connection.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await company.DisposeAsync();
}
