using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using Refit;

namespace CallEvents.Poller.Api;

/// <summary>
/// Sends requests to the API for one workspace: within its rate limit and with a deadline. What concerns all lanes (throttled, key
/// rejected) is waited out here; what concerns one request is returned. Retries are here and not in an HTTP handler, since each costs the
/// rate limit.
/// </summary>
internal sealed partial class RevontGateway(
    IRevontApi api,
    ApiAccount account,
    IRequestGuard guard,
    Heartbeat heartbeat,
    PollerMetrics metrics,
    TimeProvider time,
    ILogger<RevontGateway> logger
)
{
    private const int PageSize = 100;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    // Only so that a date in the year 9999 does not overflow.
    private static readonly TimeSpan MaxPause = TimeSpan.FromDays(365);

    public ApiAccount Account => account;

    public Task<ApiResult<RevontPage>> ListAsync(
        Lane lane,
        Slice slice,
        string? cursor,
        CancellationToken cancellationToken,
        int limit = PageSize
    ) =>
        RequestAsync(
            new ApiRequest<RevontPage>
            {
                Lane = lane,
                Operation = "list",
                Send = token =>
                    api.ListCallsAsync(account.ApiKey, limit, slice.From.ToUniversalTime(), slice.To.ToUniversalTime(), cursor, token),
                Validate = page => page?.Data is null ? "a body without a data array" : null,
                ClassifyStatus = status =>
                    cursor is not null && status is >= 400 and < 500 ? ApiFailure.CursorRejected : ApiFailure.Rejected,
            },
            cancellationToken
        );

    public async Task<ApiResult<RevontCall>> GetAsync(Lane lane, string callId, CancellationToken cancellationToken)
    {
        var result = await RequestAsync(
            new ApiRequest<RevontCall>
            {
                Lane = lane,
                Operation = "get",
                CallId = callId,
                Send = token => api.GetCallAsync(account.ApiKey, callId, token),
                Validate = call => call is null ? "a body that is not an object" : call.ErrorFor(callId),
                ClassifyStatus = status =>
                    status switch
                    {
                        404 or 410 => ApiFailure.NotFound,
                        401 or 403 => ApiFailure.Forbidden,
                        _ => ApiFailure.Rejected,
                    },
            },
            cancellationToken
        );
        if (result.Failure != ApiFailure.Forbidden)
            return result;

        // The key, or this call alone? A list request waits until the key is accepted; then the call is the problem.
        var clock = account.Clock;
        await ListAsync(lane, new Slice(clock.Now, clock.Now), null, cancellationToken, limit: 1);
        return result with { Failure = ApiFailure.Rejected };
    }

    private async Task<ApiResult<T>> RequestAsync<T>(ApiRequest<T> request, CancellationToken cancellationToken)
    {
        while (true)
        {
            ApiResult<T> result;
            long startedAt;
            using (await heartbeat.BeatUntilAsync(account.Limiter.AcquireAsync(request.Lane, cancellationToken)))
            {
                guard.EnsureAllowed();
                var sentAt = account.Clock.Now;
                startedAt = time.GetTimestamp();
                var (response, error) = await SendAsync(request, cancellationToken);
                using var body = response;
                var status = error is null ? (int)response!.StatusCode!.Value : 0;
                metrics.ApiRequestCompleted(
                    account.Workspace,
                    request.Lane,
                    request.Operation,
                    status,
                    error?.Type,
                    time.GetElapsedTime(startedAt)
                );

                // A 5xx may come from a proxy with a different clock.
                if (status is > 0 and < 500 && response!.Headers?.Date is { } date)
                    account.Clock.Synchronize(date);

                if (status is 429 || (status is 503 && response!.Headers?.RetryAfter is not null))
                    await PauseAsync(response!, startedAt);
                if (status is 429)
                    continue;

                if (status is 401 or 403 && request.ClassifyStatus(status) != ApiFailure.Forbidden)
                {
                    RecordRejectedKey(status, startedAt);
                    continue;
                }

                result = request.ToResult(response, error, sentAt);
            }

            RecordResult(result, request.CallId, startedAt);
            return result;
        }
    }

    /// <summary>Without an error, a response with a status.</summary>
    private async Task<(ApiResponse<T>? Response, TransportError? Error)> SendAsync<T>(
        ApiRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        // One deadline over headers and body: the client's own time-out ends with the headers, and a body may never end.
        using var deadline = new CancellationTokenSource(RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var response = await request.Send(either.Token);
            if (response.StatusCode is not null)
                return (response, null);

            // Refit returns transport failures instead of throwing them.
            cancellationToken.ThrowIfCancellationRequested();
            return (response, Report((Exception?)response.Error ?? new InvalidOperationException("A response without a status")));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Report(exception));
        }
    }

    private TransportError Report(Exception exception)
    {
        var error = TransportError.Of(exception);
        if (error.IsBug)
            Log.UnexpectedFailure(logger, exception, account.Workspace);
        return error;
    }

    private void RecordResult<T>(ApiResult<T> result, string? callId, long sentAt)
    {
        // Nor does the response about a call that cannot be read say anything about others.
        if (result.Failure is ApiFailure.Forbidden || (result.Failure is ApiFailure.InvalidBody && callId is not null))
            return;
        if (result.Failure is not (ApiFailure.Unavailable or ApiFailure.InvalidBody or ApiFailure.Rejected))
        {
            account.RecordSuccess();
            return;
        }

        if (account.Outages.Record(sentAt, callId) is not { Ticks: > 0 } delay)
            return;
        account.Health.RecordFailure(result.Error!);
        account.Limiter.Pause(delay);
    }

    private async Task PauseAsync<T>(ApiResponse<T> response, long sentAt)
    {
        var requested = response.Headers?.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - (response.Headers.Date ?? (account.Clock.Now - ServerClock.HeaderResolution)),
            _ => TimeSpan.Zero,
        };

        // Retry-After is a lower bound; honouring 0 on every response would spin.
        var backoff = account.Throttles.Record(sentAt);
        var delay =
            requested > MaxPause ? MaxPause
            : requested > backoff ? requested
            : backoff;
        if (delay <= TimeSpan.Zero)
            return;
        account.Limiter.Pause(delay);

        // By the local clock: after a restart the offset of the API's clock is not known yet.
        var until = time.GetUtcNow() + delay;
        await guard.StorePauseAsync(until);
        account.Health.Pause(until);
        if (backoff > TimeSpan.Zero)
            Log.RateLimited(logger, account.Workspace, delay);
    }

    private void RecordRejectedKey(int status, long sentAt)
    {
        account.Limiter.Pause(account.Rejections.Record(sentAt));
        var before = account.Health.RecordFailure($"HTTP {status}: check Revont:Workspaces:{account.Workspace}:ApiKey");
        if (before?.Contains("ApiKey", StringComparison.Ordinal) is not true)
            Log.KeyRejected(logger, status, account.Workspace);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2101,
            Level = LogLevel.Warning,
            Message = "Revont rate limit: pausing workspace {Workspace} for {Delay} (Retry-After)"
        )]
        public static partial void RateLimited(ILogger logger, string workspace, TimeSpan delay);

        [LoggerMessage(
            EventId = 2102,
            Level = LogLevel.Error,
            Message = "Revont rejects the key in Revont:Workspaces:{Workspace}:ApiKey (HTTP {Status}). Nothing is lost; retrying"
        )]
        public static partial void KeyRejected(ILogger logger, int status, string workspace);

        [LoggerMessage(
            EventId = 2103,
            Level = LogLevel.Error,
            Message = "A request to the Revont API for workspace {Workspace} failed unexpectedly; retrying"
        )]
        public static partial void UnexpectedFailure(ILogger logger, Exception exception, string workspace);
    }
}
