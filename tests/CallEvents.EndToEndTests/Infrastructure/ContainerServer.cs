using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A server in a container.</summary>
internal sealed class ContainerServer(IContainer container) : ITestServer
{
    private readonly DockerClient engine = TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.Empty).Build();
    private bool created;

    // Our last will removes what is left. Testcontainers' own way needs a third image, with the engine's socket in it.
    static ContainerServer() => TestcontainersSettings.ResourceReaperEnabled = false;

    public string Host => container.Hostname;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async Task StartAsync()
    {
        // Testcontainers starts a container once; from then on we speak to the engine, which can also kill.
        if (created)
        {
            await engine.Containers.StartContainerAsync(container.Id, new ContainerStartParameters(), Ended);
            return;
        }
        container.Created += (_, _) => LastWill.Discard(container.Id);
        await container.StartAsync(Ended);
        created = true;
    }

    public Task StopAsync() =>
        engine.Containers.StopContainerAsync(container.Id, new ContainerStopParameters { WaitBeforeKillSeconds = 30 }, Ended);

    public async Task KillAsync()
    {
        await engine.Containers.KillContainerAsync(container.Id, new ContainerKillParameters { Signal = "SIGKILL" }, Ended);
        await engine.Containers.WaitContainerAsync(container.Id, Ended);
    }

    public async Task<string> LogAsync()
    {
        var (output, error) = await container.GetLogsAsync(timestampsEnabled: false, ct: Ended);
        return string.Join('\n', $"{output}\n{error}".Split('\n').TakeLast(60));
    }

    public async ValueTask DisposeAsync()
    {
        if (created)
        {
            var id = container.Id;
            await container.DisposeAsync();
            LastWill.Keep(id);
        }
        engine.Dispose();
    }
}
