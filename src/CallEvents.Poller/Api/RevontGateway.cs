using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Revont.Paging;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using Refit;

namespace CallEvents.Poller.Api;

/// <summary>
/// Sends requests to the API for one workspace: within its rate limit and with a deadline. What concerns all lanes (throttled, key rejected
/// everywhere) is waited out here; what concerns one call or one slice is returned. Retries are here and not in an HTTP handler, since each
/// costs the rate limit.
/// </summary>
internal sealed partial class RevontGateway(
    IRevontApi api,
    ApiAccount account,
    IRequestGuard guard,
    PollerMetrics metrics,
    TimeProvider time,
    ApiOutageLog outage,
    ILogger<RevontGateway> logger
)
{
    // Only so that a date in the year 9999 does not overflow.
    private static readonly TimeSpan MaxPause = TimeSpan.FromDays(365);

    private readonly RevontRequests requests = new(api, () => account.ApiKey);
    private readonly RejectedKey rejectedKey = new(account, outage, time, logger);

    public ApiAccount Account => account;

    /// <param name="lane">The lane of the request.</param>
    /// <param name="slice">The calls' interval.</param>
    /// <param name="cursor">The page; null for the first one.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="limit">The longest page.</param>
    /// <param name="isSuspect">
    /// Whether the slice failed before, while the API answered for others: a failure says nothing about the API, and delays no request.
    /// </param>
    public async Task<ApiResult<RevontPage>> ListAsync(
        Lane lane,
        Slice slice,
        string? cursor,
        CancellationToken cancellationToken,
        int limit = CursorTrail.PageSize,
        bool isSuspect = false
    )
    {
        while (true)
        {
            var sentAt = time.GetTimestamp();
            var request = requests.List(slice.From, slice.To, cursor, limit) with
            {
                IsSuspect = isSuspect,

                // A single second that is retried behind the polls gets the whole time.
                Timeout = isSuspect && (slice.CanBeHalved || lane == Lane.Live) ? ApiTimeouts.Suspect : ApiTimeouts.Request,
            };
            var result = await RequestAsync(lane, request, cancellationToken);
            if (result.Failure != ApiFailure.Forbidden)
                return result;
            if (isSuspect || await WaitForKeyAsync(lane, slice, sentAt, cancellationToken))
                return result with { Failure = cursor is null ? ApiFailure.Rejected : ApiFailure.CursorRejected };
        }
    }

    public async Task<ApiResult<RevontCall>> GetAsync(Lane lane, string callId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var sentAt = time.GetTimestamp();
            var result = await RequestAsync(lane, requests.Get(callId), cancellationToken);
            if (result.Failure != ApiFailure.Forbidden)
                return result;
            if (await WaitForKeyAsync(lane, new Slice(account.Clock.Now, account.Clock.Now), sentAt, cancellationToken))
                return result with { Failure = ApiFailure.Rejected };
        }
    }

    /// <summary>
    /// Is it the key that was rejected, or has it no access to this call or slice alone? The newest calls show it, or those of a day before
    /// the slice. Waits until the key is accepted, or its file holds another one.
    /// </summary>
    /// <returns>Whether it was accepted the first time: the call or the slice is the problem.</returns>
    private async Task<bool> WaitForKeyAsync(Lane lane, Slice slice, long sentAt, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (rejectedKey.TryRenew())
                return false;
            var (now, older) = (account.Clock.Now, slice.From.AddDays(-1));
            var other = attempt % 2 == 0 ? new Slice(now, now) : new Slice(older, older);
            sentAt = attempt <= 1 ? sentAt : time.GetTimestamp();
            var result = await RequestAsync(lane, requests.List(other.From, other.To, null, limit: 1), cancellationToken);
            if (result.Failure != ApiFailure.Forbidden)
                return attempt <= 1;
            if (attempt > 0)
                rejectedKey.Record(result.Error!, sentAt);
        }
    }

    private async Task<ApiResult<T>> RequestAsync<T>(Lane lane, ApiRequest<T> request, CancellationToken cancellationToken)
    {
        while (true)
        {
            ApiResult<T> result;
            long startedAt;
            using (await account.Limiter.AcquireAsync(lane, cancellationToken))
            {
                guard.EnsureAllowed();
                var sentAt = account.Clock.Now;
                startedAt = time.GetTimestamp();
                var span = PassTrace.StartRequest(request.Target, lane);
                var (response, error) = await SendAsync(request, cancellationToken);
                using var body = response;
                var status = error is null ? (int)response!.StatusCode!.Value : 0;
                var duration = time.GetElapsedTime(startedAt);
                PassTrace.EndRequest(span, status, error?.Type, duration);
                metrics.ApiRequestCompleted(account.Workspace, lane, request.Operation, status, error?.Type, duration);

                // A 5xx may come from a proxy with a different clock.
                if (status is > 0 and < 500 && response!.Headers?.Date is { } date)
                    account.Clock.Synchronize(date);

                if (error is null && RequestedPause.Of(response!, account.Clock.Now - ServerClock.HeaderResolution) is { } pause)
                    await PauseAsync(pause, startedAt);
                if (status is 429)
                    continue;

                result = request.ToResult(response, error, sentAt);
            }

            RecordResult(request, result, startedAt);
            return result;
        }
    }

    private async Task<(ApiResponse<T>? Response, TransportError? Error)> SendAsync<T>(
        ApiRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        var (response, error) = await request.SendAsync(time, cancellationToken);
        if (error?.Bug is { } bug)
            Log.UnexpectedFailure(logger, bug, account.Workspace);
        return (response, error);
    }

    private void RecordResult<T>(ApiRequest<T> request, ApiResult<T> result, long sentAt)
    {
        if (result.Failure is ApiFailure.None or ApiFailure.NotFound or ApiFailure.CursorRejected)
        {
            account.RecordSuccess(sentAt);
            if (account.Health.Problem is null)
                outage.RecordSuccess();
            return;
        }

        // What concerns one slice or one call says nothing about the others.
        if (
            result.Failure is ApiFailure.Forbidden
            || request.IsSuspect
            || (result.Failure is ApiFailure.InvalidBody && request.CallId is not null)
        )
            return;
        if (account.Outages.Record(sentAt, request.CallId) is not { Ticks: > 0 } delay)
            return;
        account.Health.RecordFailure(result.Error!, time.GetUtcNow());
        outage.RecordFailure(result.Error!);
        account.Limiter.Pause(delay);
    }

    private async Task PauseAsync(TimeSpan requested, long sentAt)
    {
        // Retry-After is a lower bound; honouring 0 on every response would spin.
        var backoff = account.Throttles.Record(sentAt);
        var delay =
            requested > MaxPause ? MaxPause
            : requested > backoff ? requested
            : backoff;
        if (delay <= TimeSpan.Zero)
            return;
        account.Limiter.Pause(delay);

        await guard.StorePauseAsync(delay);
        account.Throttled.Add(delay);
        account.Health.Pause(time.GetUtcNow() + delay);
        outage.RecordRateLimit(delay);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2103,
            Level = LogLevel.Error,
            Message = "A request to the Revont API for workspace {Workspace} failed unexpectedly; retrying"
        )]
        public static partial void UnexpectedFailure(ILogger logger, Exception exception, string workspace);
    }
}
