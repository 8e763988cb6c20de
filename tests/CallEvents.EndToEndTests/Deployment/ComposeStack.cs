using System.Globalization;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Deployment;

/// <summary>Runs the repository's <c>docker-compose.yml</c> as a separate Compose project on free ports.</summary>
internal sealed class ComposeStack : IAsyncDisposable
{
    private const string Project = "callevents-tests";
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(20);
    private static readonly string Secrets = Path.Combine(Repository.Root, "deploy", "compose", "secrets");

    private readonly int amqpPort = FreePort.Next();
    private readonly int simulatorPort = FreePort.Next();
    private readonly Dictionary<string, string?> environment;

    private ComposeStack()
    {
        environment = new()
        {
            ["DOCKER_HOST"] = Environment.GetEnvironmentVariable("DOCKER_HOST"),
            ["CALLEVENTS_AMQP_PORT"] = $"{amqpPort}",
            ["CALLEVENTS_SIMULATOR_PORT"] = $"{simulatorPort}",
            ["CALLEVENTS_MANAGEMENT_PORT"] = $"{FreePort.Next()}",
            ["CALLEVENTS_TAG"] = "tests",
            ["SIMULATOR_CALLS"] = "170",
            ["SIMULATOR_ARRIVALS_PER_MINUTE"] = "30",
            ["SIMULATOR_TRANSCRIPT_DELAY"] = "00:00:02",
            ["POLLING_INTERVAL"] = "00:00:01",
        };
    }

    public Uri Broker => new($"amqp://admin:{AdminPassword}@127.0.0.1:{amqpPort}/callevents");

    private Uri Simulator => new($"http://127.0.0.1:{simulatorPort}");

    private static string AdminPassword => File.ReadAllText(Path.Combine(Secrets, "rabbitmq", "admin"));

    /// <summary>Builds the images and starts only the broker, so that a test can subscribe before the first event is published.</summary>
    public static async Task<ComposeStack> StartBrokerOnlyAsync()
    {
        var stack = new ComposeStack();
        await stack.RunAsync(Path.Combine(Repository.Root, "deploy", "compose", "prepare.sh"));
        await stack.ComposeAsync("down", "--volumes", "--remove-orphans");
        try
        {
            await stack.ComposeAsync("build");
            await stack.StartAsync("rabbitmq");
            return stack;
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await stack.ComposeAsync("logs", "--no-color", "--tail", "40"));
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the given services, or all of them, and waits until they are healthy.</summary>
    public Task StartAsync(params string[] services) => ComposeAsync(["up", "--detach", "--wait", .. services]);

    /// <summary>Removes all containers and keeps the volumes.</summary>
    public Task DownAsync() => ComposeAsync("down");

    public async Task<IReadOnlyList<string>> ContainersAsync()
    {
        var names = await ComposeAsync("ps", "--all", "--format", "{{.Name}}");
        return [.. names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    public Task KillAsync(string container) => RunAsync("docker", "kill", container);

    public Task<string> InspectAsync(string container, string format) => RunAsync("docker", "inspect", "--format", format, container);

    /// <summary>Reads a file of a container by copying it, since the container may have no shell.</summary>
    public async Task<string> ReadFileAsync(string container, string path)
    {
        var copy = Path.Combine(TestResourceReaper.CreateFolder("copies"), Path.GetFileName(path));
        await RunAsync("docker", "cp", $"{container}:{path}", copy);
        return await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken);
    }

    public async Task<long> CountAsync(string database, string sql)
    {
        var output = await ComposeAsync("exec", "-T", "postgres", "psql", "--username", "postgres", "--dbname", database, "-tAc", sql);
        return long.Parse(output, CultureInfo.InvariantCulture);
    }

    public async Task<IReadOnlyList<JsonElement>> ExposedCallsAsync()
    {
        using var http = new HttpClient { BaseAddress = Simulator };
        var body = await http.GetStringAsync(
            new Uri("/simulator/calls?transcripts=false", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        return [.. JsonSerializer.Deserialize<JsonElement>(body).EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result is TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(await ComposeAsync("logs", "--no-color", "--tail", "40"));
        await ComposeAsync("down", "--volumes", "--timeout", "5");
    }

    private Task<string> ComposeAsync(params string[] arguments) =>
        RunAsync("docker", ["compose", "--project-name", Project, .. arguments]);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var variables = environment.Where(variable => variable.Value is not null);
        await using var process = ChildProcess.Start(program, arguments, variables, Repository.Root);
        var result = await process.WaitForExitAsync(WaitTimeout);
        result.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result.Output;
    }
}
