using System.Globalization;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.ServiceDefaults.Resilience;
using Refit;

namespace CallEvents.Poller.Api;

/// <summary>
/// Asks the API for one workspace: within its budget, with a deadline, and patiently. What concerns all lanes (asked too
/// often, not let in) is waited out here; what concerns one request is returned.
/// </summary>
internal sealed partial class RevontGateway(
    IRevontApi api,
    string workspace,
    string apiKey,
    ApiRateLimiter limiter,
    ServerClock clock,
    ApiHealth health,
    Heartbeat heartbeat,
    PollerMetrics metrics,
    TimeProvider time,
    ILogger<RevontGateway> logger)
{
    private const int PageSize = 100;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    // Only so that a date in the year 9999 is no overflow.
    private static readonly TimeSpan MaxPause = TimeSpan.FromDays(365);

    // A first failure may be chance, or the trouble of one call or one slice: who asked tries again later, and the others go on.
    private readonly FailureStreak outages = new(new ExponentialBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), tolerated: 1, time);
    private readonly FailureStreak throttles = new(new ExponentialBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), tolerated: 0, time);
    private readonly FailureStreak rejections = new(new ExponentialBackoff(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)), tolerated: 0, time);
    private long answeredRequests;

    /// <summary>How many requests the API has answered so far.</summary>
    public long AnsweredRequests => Interlocked.Read(ref answeredRequests);

    /// <summary>Stores a <c>Retry-After</c> where a restart finds it. Set by the holder of the lease.</summary>
    public Func<DateTimeOffset, Task> KeepNotBefore { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether we may ask at all. Looked at last of all before each request: a process that was paused wakes up in the middle of everything.</summary>
    public Func<bool> MayAsk { get; set; } = () => true;

    public Task<ApiResult<RevontPage>> ListAsync(Lane lane, Slice slice, string? cursor, CancellationToken cancellationToken, int limit = PageSize) =>
        RequestAsync(
            lane,
            null,
            token => api.ListCallsAsync(apiKey, limit, slice.From.ToUniversalTime(), slice.To.ToUniversalTime(), cursor, token),
            page => page?.Data is null ? "a body without a data array" : null,
            status => cursor is not null && status is >= 400 and < 500 ? ApiFailure.CursorRejected : ApiFailure.Rejected,
            cancellationToken);

    public async Task<ApiResult<RevontCall>> GetAsync(Lane lane, string callId, CancellationToken cancellationToken)
    {
        var result = await RequestAsync(
            lane,
            callId,
            token => api.GetCallAsync(apiKey, callId, token),
            call => call is null ? "a body that is not an object" : null,
            status => status switch
            {
                404 or 410 => ApiFailure.NotFound,
                401 or 403 => ApiFailure.Forbidden,
                _ => ApiFailure.Rejected,
            },
            cancellationToken);
        if (result.Failure != ApiFailure.Forbidden)
            return result;

        // The key, or this call alone? A list tells: it waits until the key is accepted, and then the call is one for itself.
        await ListAsync(lane, new Slice(clock.Now, clock.Now), null, cancellationToken, limit: 1);
        return result with { Failure = ApiFailure.Rejected };
    }

    private async Task<ApiResult<T>> RequestAsync<T>(
        Lane lane,
        string? callId,
        Func<CancellationToken, Task<ApiResponse<T>>> send,
        Func<T?, string?> wrong,
        Func<int, ApiFailure> refusal,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            ApiResult<T> result;
            long started;
            using (await heartbeat.BeatUntilAsync(limiter.AcquireAsync(lane, cancellationToken)))
            {
                if (!MayAsk())
                    throw new LeaseLostException(workspace);
                var sentAt = clock.Now;
                started = time.GetTimestamp();
                using var response = await SendAsync(send, cancellationToken);
                var status = response is { StatusCode: { } code } ? (int)code : 0;

                // What says 5xx may be some proxy, with a clock of its own.
                if (status is > 0 and < 500 && response!.Headers?.Date is { } date)
                    clock.Synchronize(date);

                metrics.ApiRequestCompleted(workspace, lane, callId is null ? "list" : "get", status, time.GetElapsedTime(started));
                if (status is 429 || (status is 503 && response!.Headers?.RetryAfter is not null))
                    await PauseAsync(response!, started);
                if (status is 429)
                    continue;

                if (status is 401 or 403 && refusal(status) != ApiFailure.Forbidden)
                {
                    RecordRejectedKey(status, started);
                    continue;
                }

                result = Read(response, status, sentAt, wrong, refusal);
            }

            RecordResult(result, callId, started);
            return result;
        }
    }

    /// <summary>Null: no answer in time, or none at all.</summary>
    private async Task<ApiResponse<T>?> SendAsync<T>(Func<CancellationToken, Task<ApiResponse<T>>> send, CancellationToken cancellationToken)
    {
        // One deadline over headers and body: the client's own time-out ends with the headers, and a body can drip for ever.
        using var deadline = new CancellationTokenSource(RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await send(either.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static ApiResult<T> Read<T>(
        ApiResponse<T>? response, int status, DateTimeOffset sentAt, Func<T?, string?> wrong, Func<int, ApiFailure> refusal)
    {
        var (failure, error) = status switch
        {
            0 => (ApiFailure.Unavailable, "no answer"),
            >= 500 or 408 => (ApiFailure.Unavailable, Describe(status)),
            >= 200 and < 300 when response!.Error is not null => (ApiFailure.InvalidBody, "a body that is not the JSON expected"),
            >= 200 and < 300 when wrong(response!.Content) is { } what => (ApiFailure.InvalidBody, what),
            >= 200 and < 300 => (ApiFailure.None, null),
            _ => (refusal(status), Describe(status)),
        };
        return new ApiResult<T>(failure == ApiFailure.None ? response!.Content : default, failure, sentAt, response?.Headers?.Date, error);
    }

    private static string Describe(int status) => string.Create(CultureInfo.InvariantCulture, $"status {status}");

    private void RecordResult<T>(ApiResult<T> result, string? callId, long sent)
    {
        if (result.Failure is ApiFailure.Forbidden)
            return;
        if (result.Failure is ApiFailure.Unavailable or ApiFailure.InvalidBody or ApiFailure.Rejected)
        {
            if (outages.Record(sent, callId) is { Ticks: > 0 } wait)
            {
                health.RecordFailure(result.Error!);
                limiter.Pause(wait);
            }

            return;
        }

        Interlocked.Increment(ref answeredRequests);
        outages.Reset();
        throttles.Reset();
        rejections.Reset();
        health.RecordSuccess(time.GetUtcNow());
    }

    private async Task PauseAsync<T>(ApiResponse<T> response, long sent)
    {
        var named = response.Headers?.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - (response.Headers.Date ?? (clock.Now - ServerClock.HeaderResolution)),
            _ => TimeSpan.Zero,
        };

        // A floor and no more: a time to wait of nothing, again and again, would be a spin.
        var grown = throttles.Record(sent);
        var wait = named > MaxPause ? MaxPause : named > grown ? named : grown;
        if (wait <= TimeSpan.Zero)
            return;
        limiter.Pause(wait);

        // By the local clock: after a restart nobody knows yet how far the API's is off.
        var until = time.GetUtcNow() + wait;
        await KeepNotBefore(until);
        health.Pause(until);
        if (grown > TimeSpan.Zero)
            LogAskedToWait(workspace, wait);
    }

    private void RecordRejectedKey(int status, long sent)
    {
        limiter.Pause(rejections.Record(sent));
        var before = health.RecordFailure($"status {status}: check Revont:Workspaces:{workspace}:ApiKey");
        if (before?.Contains("ApiKey", StringComparison.Ordinal) is not true)
            LogNotLetIn(status, workspace);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revont asks workspace {Workspace} to wait {Wait}")]
    private partial void LogAskedToWait(string workspace, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revont answers {Status}: it does not accept the key in Revont:Workspaces:{Workspace}:ApiKey. Nothing is lost; trying again")]
    private partial void LogNotLetIn(int status, string workspace);
}
