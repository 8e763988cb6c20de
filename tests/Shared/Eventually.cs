using System.Runtime.CompilerServices;

namespace CallEvents.TestSupport;

/// <summary>Waits for what must come true soon: samples until it has, or fails with what was last seen.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static Task Be(Func<bool> probe, TimeSpan? within = null, [CallerArgumentExpression(nameof(probe))] string? what = null) =>
        Sample(() => Task.FromResult(probe()), seen => seen, within, null, what);

    [OverloadResolutionPriority(1)]
    public static Task Be(Func<Task<bool>> probe, TimeSpan? within = null, [CallerArgumentExpression(nameof(probe))] string? what = null) =>
        Sample(probe, seen => seen, within, null, what);

    /// <returns>The sample that satisfied.</returns>
    public static Task<T> Be<T>(
        Func<T> sample, Func<T, bool> satisfied, TimeSpan? within = null, Func<T, string?>? describe = null,
        [CallerArgumentExpression(nameof(satisfied))] string? what = null) =>
        Sample(() => Task.FromResult(sample()), satisfied, within, describe, what);

    /// <inheritdoc cref="Be{T}(Func{T}, Func{T, bool}, TimeSpan?, Func{T, string?}?, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Task<T> Be<T>(
        Func<Task<T>> sample, Func<T, bool> satisfied, TimeSpan? within = null, Func<T, string?>? describe = null,
        [CallerArgumentExpression(nameof(satisfied))] string? what = null) =>
        Sample(sample, satisfied, within, describe, what);

    /// <summary>Waits until none of these assertions throws.</summary>
    public static Task Pass(
        Func<Task> assertions, TimeSpan? within = null, [CallerArgumentExpression(nameof(assertions))] string? what = null) =>
        Sample(async () => { await assertions(); return true; }, seen => seen, within, null, what);

    private static async Task<T> Sample<T>(
        Func<Task<T>> sample, Func<T, bool> satisfied, TimeSpan? within, Func<T, string?>? describe, string? what)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var patience = within ?? Patience;
        var ended = TestContext.Current.CancellationToken;
        using var timer = new PeriodicTimer(Interval, clock);
        string? last;
        do
        {
            try
            {
                var seen = await sample();
                if (satisfied(seen))
                    return seen;
                last = describe is null ? seen?.ToString() : describe(seen);
            }
            catch (Exception e) when (!ended.IsCancellationRequested)
            {
                last = $"{e.GetType().Name}: {e.Message}";
            }
        }
        while (clock.GetElapsedTime(began) < patience && await timer.WaitForNextTickAsync(ended));
        throw new ShouldAssertException($"Not within {patience.TotalSeconds:0.#} s: {what}\nLast seen: {last ?? "nothing"}");
    }
}
