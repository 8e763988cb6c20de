using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Deployment;

/// <summary>The repository's <c>docker-compose.yml</c>, up as a project of its own beside whatever else runs.</summary>
internal sealed class ComposeStack : IAsyncDisposable
{
    private const string Project = "callevents-tests";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
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

    public Uri Broker => new($"amqp://admin:{File.ReadAllText(Path.Combine(Secrets, "rabbitmq", "admin"))}@127.0.0.1:{amqpPort}/callevents");

    private Uri Simulator => new($"http://127.0.0.1:{simulatorPort}");

    /// <summary>Built, prepared, and so far nothing but the broker, so that a test can subscribe before the first call is told.</summary>
    public static async Task<ComposeStack> BeginAsync()
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

    /// <summary>Returns when all, or these services, are healthy.</summary>
    public Task StartAsync(params string[] services) => ComposeAsync(["up", "--detach", "--wait", .. services]);

    /// <summary>All containers go; what is in volumes stays.</summary>
    public Task DownAsync() => ComposeAsync("down");

    public async Task<IReadOnlyList<string>> ContainersAsync() =>
        [.. (await ComposeAsync("ps", "--all", "--format", "{{.Name}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    public Task KillAsync(string container) => RunAsync("docker", "kill", container);

    public Task<string> InspectAsync(string container, string format) => RunAsync("docker", "inspect", "--format", format, container);

    /// <summary>A file of a container, which may have no shell to read it.</summary>
    public async Task<string> ReadAsync(string container, string path)
    {
        var copy = Path.Combine(LastWill.CreateFolder("copies"), Path.GetFileName(path));
        await RunAsync("docker", "cp", $"{container}:{path}", copy);
        return await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken);
    }

    public async Task<long> CountAsync(string database, string sql) =>
        long.Parse(await ComposeAsync("exec", "-T", "postgres", "psql", "--username", "postgres", "--dbname", database, "-tAc", sql), System.Globalization.CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<JsonElement>> TruthAsync()
    {
        using var http = new HttpClient { BaseAddress = Simulator };
        return [.. JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri("/simulator/calls?transcripts=false", UriKind.Relative), TestContext.Current.CancellationToken)).EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result is TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(await ComposeAsync("logs", "--no-color", "--tail", "40"));
        await ComposeAsync("down", "--volumes", "--timeout", "5");
    }

    private Task<string> ComposeAsync(params string[] arguments) => RunAsync("docker", ["compose", "--project-name", Project, .. arguments]);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        await using var process = ChildProcess.Start(program, arguments, environment.Where(variable => variable.Value is not null), Repository.Root);
        var result = await process.WaitForExitAsync(Patience);
        result.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result.Output;
    }
}
