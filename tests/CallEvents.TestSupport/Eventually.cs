using System.Runtime.CompilerServices;

namespace CallEvents.TestSupport;

/// <summary>Polls a condition until it holds, or fails at a deadline with the last sample.</summary>
internal static class Eventually
{
    /// <summary>How long a test waits for what happens at last. It ends a test that hangs, and says nothing about speed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static Task Be(Func<bool> probe, TimeSpan? within = null, [CallerArgumentExpression(nameof(probe))] string? condition = null) =>
        Sample(() => Task.FromResult(probe()), holds => holds, within, null, condition);

    [OverloadResolutionPriority(1)]
    public static Task Be(
        Func<Task<bool>> probe,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(probe))] string? condition = null
    ) => Sample(probe, holds => holds, within, null, condition);

    /// <returns>The sample that satisfied.</returns>
    public static Task<T> Be<T>(
        Func<T> sample,
        Func<T, bool> satisfied,
        TimeSpan? within = null,
        Func<T, string?>? describe = null,
        [CallerArgumentExpression(nameof(satisfied))] string? condition = null
    ) => Sample(() => Task.FromResult(sample()), satisfied, within, describe, condition);

    /// <inheritdoc cref="Be{T}(Func{T}, Func{T, bool}, TimeSpan?, Func{T, string?}?, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Task<T> Be<T>(
        Func<Task<T>> sample,
        Func<T, bool> satisfied,
        TimeSpan? within = null,
        Func<T, string?>? describe = null,
        [CallerArgumentExpression(nameof(satisfied))] string? condition = null
    ) => Sample(sample, satisfied, within, describe, condition);

    /// <summary>Waits until none of these assertions throws.</summary>
    public static Task Pass(
        Func<Task> assertions,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(assertions))] string? condition = null
    ) =>
        Sample(
            async () =>
            {
                await assertions();
                return true;
            },
            passed => passed,
            within,
            null,
            condition
        );

    private static async Task<T> Sample<T>(
        Func<Task<T>> sample,
        Func<T, bool> satisfied,
        TimeSpan? within,
        Func<T, string?>? describe,
        string? condition
    )
    {
        var clock = TimeProvider.System;
        var startedAt = clock.GetTimestamp();
        var timeout = within ?? Patience;
        var testEnded = TestContext.Current.CancellationToken;
        using var timer = new PeriodicTimer(Interval, clock);
        string? last;
        do
        {
            try
            {
                var value = await sample();
                if (satisfied(value))
                    return value;
                last = describe is null ? value?.ToString() : describe(value);
            }
            catch (Exception e) when (!testEnded.IsCancellationRequested)
            {
                last = $"{e.GetType().Name}: {e.Message}";
            }
        } while (clock.GetElapsedTime(startedAt) < timeout && await timer.WaitForNextTickAsync(testEnded));
        throw new ShouldAssertException($"Not within {timeout.TotalSeconds:0.#} s: {condition}\nLast sample: {last ?? "none"}");
    }
}
