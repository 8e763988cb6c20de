namespace CallEvents.Simulator.Api;

/// <summary>Leaves Ctrl+C and SIGTERM to the host process: a simulator in a test must not handle them.</summary>
internal sealed class NoopHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
