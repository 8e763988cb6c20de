namespace CallEvents.TestSupport;

/// <summary>Samples a probe until it is satisfied, or fails with what was last seen.</summary>
public static class Eventually
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(25);

    public static async Task<T> Be<T>(Func<T> probe, Func<T, bool> satisfied, TimeSpan? within = null, string? because = null)
    {
        var deadline = within ?? TimeSpan.FromSeconds(30);
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Rhythm, TimeProvider.System);
        while (true)
        {
            var last = probe();
            if (satisfied(last))
                return last;
            if (TimeProvider.System.GetElapsedTime(started) > deadline)
                throw new TimeoutException($"Not satisfied within {deadline}{(because is null ? "" : $" ({because})")}; last seen: {last}");
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task True(Func<bool> probe, TimeSpan? within = null, string? because = null) => Be(probe, value => value, within, because);
}
