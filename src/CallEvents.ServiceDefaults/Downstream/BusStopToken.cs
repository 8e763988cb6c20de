using MassTransit;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Says when the bus begins to stop, so that held messages go back to their queue instead of holding up the stop.</summary>
/// <remarks>
/// Not the host's ApplicationStopping: between it and the bus's own stop the endpoints still consume, and a message given back would
/// come again at once, many times over.
/// </remarks>
internal sealed class BusStopToken : IBusObserver, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken Token => stopping.Token;

    public Task PreStop(IBus bus) => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    public void PostCreate(IBus bus)
    {
    }

    public void CreateFaulted(Exception exception)
    {
    }

    public Task PreStart(IBus bus) => Task.CompletedTask;

    public Task PostStart(IBus bus, Task<BusReady> busReady) => Task.CompletedTask;

    public Task StartFaulted(IBus bus, Exception exception) => Task.CompletedTask;

    public Task PostStop(IBus bus) => Task.CompletedTask;

    public Task StopFaulted(IBus bus, Exception exception) => Task.CompletedTask;
}
