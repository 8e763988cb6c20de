namespace CallEvents.Simulator.Serving;

/// <summary>Leaves Ctrl+C and SIGTERM to the process: a simulator in a test must not take them.</summary>
internal sealed class GuestLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
