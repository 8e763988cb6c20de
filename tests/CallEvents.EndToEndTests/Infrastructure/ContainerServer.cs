using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Runs a server in a container.</summary>
internal sealed class ContainerServer(IContainer container) : ITestServer
{
    private readonly DockerClient engine = TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.Empty).Build();
    private bool isCreated;

    // TestResourceReaper removes leftover containers. Testcontainers' own reaper needs a third image with access to the engine's socket.
    static ContainerServer() => TestcontainersSettings.ResourceReaperEnabled = false;

    public string Host => container.Hostname;

    private static CancellationToken TestCancellation => TestContext.Current.CancellationToken;

    public async Task StartAsync()
    {
        // Testcontainers starts a container only once. Later starts, stops and kills go to the engine directly.
        if (isCreated)
        {
            await engine.Containers.StartContainerAsync(container.Id, new ContainerStartParameters(), TestCancellation);
            return;
        }
        container.Created += (_, _) => TestResourceReaper.TrackContainer(container.Id);
        await container.StartAsync(TestCancellation);
        isCreated = true;
    }

    public Task StopAsync() =>
        engine.Containers.StopContainerAsync(container.Id, new ContainerStopParameters { WaitBeforeKillSeconds = 30 }, TestCancellation);

    public async Task KillAsync()
    {
        await engine.Containers.KillContainerAsync(container.Id, new ContainerKillParameters { Signal = "SIGKILL" }, TestCancellation);
        await engine.Containers.WaitContainerAsync(container.Id, TestCancellation);
    }

    public async Task<ProcessResult> ExecuteAsync(string tool, params IEnumerable<string> arguments)
    {
        var result = await container.ExecAsync([tool, .. arguments], TestCancellation);
        return new ProcessResult((int)(result.ExitCode ?? -1), result.Stdout, result.Stderr);
    }

    public async Task<string> LogAsync()
    {
        var (output, error) = await container.GetLogsAsync(timestampsEnabled: false, ct: TestCancellation);
        return string.Join('\n', $"{output}\n{error}".Split('\n').TakeLast(60));
    }

    public async ValueTask DisposeAsync()
    {
        if (isCreated)
        {
            var id = container.Id;
            await container.DisposeAsync();
            TestResourceReaper.UntrackContainer(id);
        }
        engine.Dispose();
    }
}
