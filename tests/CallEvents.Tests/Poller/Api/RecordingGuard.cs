using CallEvents.Poller.Api;

namespace CallEvents.Tests.Poller.Api;

/// <summary>Allows every request, and records the pauses that would be stored.</summary>
internal sealed class RecordingGuard : IRequestGuard
{
    public List<TimeSpan> Pauses { get; } = [];

    public void EnsureAllowed() { }

    public Task StorePauseAsync(TimeSpan delay)
    {
        Pauses.Add(delay);
        return Task.CompletedTask;
    }
}
