using CallEvents.Revont.Requests;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Outgoing;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Alerting.Commands.Reading;

/// <summary>
/// Sends requests to the API for one workspace within a budget of its own: waits as long as the API asks to, and tries again what failed.
/// What concerns one call is returned; what concerns all of them is waited out, and ends the reading after a while.
/// </summary>
internal sealed class PatientRequests(
    string workspace,
    string address,
    RequestBudget budget,
    CommandProgress progress,
    TimeProvider time,
    Random random
) : IDisposable
{
    /// <summary>A longer outage, or a longer <c>Retry-After</c>, is not waited out: a command ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private const int MaxTries = 4;

    private readonly Lock sync = new();
    private long sent;
    private long pausedUntil = long.MinValue;
    private long answeredAt = time.GetTimestamp();
    private bool hasAnswered;
    private bool hasGivenUp;

    /// <summary>How many requests were sent so far.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Sends a request until it has an answer, or fails while others do not.</summary>
    /// <exception cref="ApiTroubleException">The API answers no request any more.</exception>
    public async Task<ApiResult<T>> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken)
    {
        var backoff = new ExponentialBackoff(FirstDelay, MaxDelay, random);
        var startedAt = time.GetTimestamp();
        for (var tries = 1; ; )
        {
            await WaitForPermitAsync(cancellationToken);
            Interlocked.Increment(ref sent);
            var (response, error) = await request.SendAsync(time, cancellationToken);
            using var body = response;
            if (error is null && RequestedPause.Of(response!, time.GetUtcNow()) is { } requested)
            {
                Pause(requested, backoff.Next());
                continue;
            }

            var result = request.ToResult(response, error, time.GetUtcNow());
            if (result.Failure is not (ApiFailure.Unavailable or ApiFailure.TimedOut or ApiFailure.InvalidBody))
            {
                RecordAnswer();
                return result;
            }

            if (tries++ >= MaxTries && GivesUp(startedAt, result))
                return result;
            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    public void Dispose() => budget.Dispose();

    /// <summary>The trouble of the key or of the address, for an operator.</summary>
    public ApiTroubleException Trouble(string error) => new(RevontProblem.Describe(workspace, address, error));

    private async Task WaitForPermitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (RemainingPause() is { Ticks: > 0 } pause)
                await Task.Delay(pause, time, cancellationToken);
            await budget.AcquireAsync(cancellationToken);
            if (RemainingPause() == TimeSpan.Zero)
                return;

            // The pause began while this one waited for its turn.
            budget.Return();
        }
    }

    /// <summary>Rounded up to the resolution of timers.</summary>
    private TimeSpan RemainingPause()
    {
        lock (sync)
        {
            var now = time.GetTimestamp();
            return pausedUntil > now
                ? TimeSpan.FromMilliseconds(Math.Ceiling(time.GetElapsedTime(now, pausedUntil).TotalMilliseconds))
                : TimeSpan.Zero;
        }
    }

    /// <summary><c>Retry-After</c> is a lower bound: a pause of 0 on every answer would spin.</summary>
    private void Pause(TimeSpan requested, TimeSpan backoff)
    {
        var delay = requested > backoff ? requested : backoff;
        var wait = $"{Math.Ceiling(delay.TotalSeconds)} s";
        if (delay > Patience)
            throw new ApiTroubleException($"The Revont API asks to wait {wait} (Retry-After): try again then");
        lock (sync)
        {
            if (time.GetElapsedTime(answeredAt) > Patience)
                throw new ApiTroubleException($"The Revont API has answered no request for {Patience.TotalMinutes} minutes: HTTP 429");
            var until = time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);
            if (until <= pausedUntil)
                return;
            pausedUntil = until;
        }

        progress.Say($"Waiting {wait}: the Revont API asks to (Retry-After)");
    }

    private void RecordAnswer()
    {
        lock (sync)
        {
            answeredAt = time.GetTimestamp();
            (hasAnswered, hasGivenUp) = (true, false);
        }
    }

    /// <summary>Whether a request that failed several times is given up: others were answered meanwhile, or it is the first one.</summary>
    private bool GivesUp<T>(long startedAt, ApiResult<T> result)
    {
        lock (sync)
        {
            // A wrong address is an error, and not waited out.
            if (!hasAnswered)
                throw Trouble(result.Error!);
            if (time.GetElapsedTime(answeredAt) > Patience)
                throw Trouble(result.Error!);
            if (answeredAt <= startedAt && hasGivenUp)
                return false;
            hasGivenUp = true;
            return true;
        }
    }
}
