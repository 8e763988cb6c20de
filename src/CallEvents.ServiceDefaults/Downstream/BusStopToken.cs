using MassTransit;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>A token cancelled when the bus begins to stop, so that held messages are requeued instead of delaying the stop.</summary>
/// <remarks>
/// Not the host's ApplicationStopping: the endpoints still consume between it and the bus's own stop, and a requeued message would be
/// delivered again immediately, many times over.
/// </remarks>
internal sealed class BusStopToken : IBusObserver, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken Token => stopping.Token;

    public Task PreStop(IBus bus) => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    public void PostCreate(IBus bus) { }

    public void CreateFaulted(Exception exception) { }

    public Task PreStart(IBus bus) => Task.CompletedTask;

    public Task PostStart(IBus bus, Task<BusReady> busReady) => Task.CompletedTask;

    public Task StartFaulted(IBus bus, Exception exception) => Task.CompletedTask;

    public Task PostStop(IBus bus) => Task.CompletedTask;

    public Task StopFaulted(IBus bus, Exception exception) => Task.CompletedTask;
}
