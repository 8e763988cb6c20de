using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// Requests calls by their ids for a job. While the API answers none, all wait; one that alone stays unreadable is left out.
/// </summary>
internal sealed class DetailReader(RevontGateway gateway, RevontOptions options, TimeProvider time)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    /// <summary>How many calls to read together.</summary>
    public int BatchSize => 2 * options.MaxConcurrency;

    /// <returns>What the API shows of those that it has.</returns>
    public async Task<DetailBatch> ReadAsync(IEnumerable<string> callIds, Lane lane, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(callIds.Select(callId => ReadAsync(callId, lane, cancellationToken)));
        return new DetailBatch(
            [.. results.Where(result => result.Failure == ApiFailure.None).Select(DetailMapper.Observe)],
            results.Count(result => result.Failure is not (ApiFailure.None or ApiFailure.NotFound))
        );
    }

    private async Task<ApiResult<RevontCall>> ReadAsync(string callId, Lane lane, CancellationToken cancellationToken)
    {
        var (attempt, failures) = (0, 0);
        while (true)
        {
            var answered = gateway.Account.AnsweredRequests;
            var result = await gateway.GetAsync(lane, callId, cancellationToken);
            if (result.Failure is ApiFailure.None or ApiFailure.NotFound)
                return result;

            // An unreadable body or a rejection is an answer. Without one, this call is the problem only when others are answered.
            if (result.Failure is ApiFailure.InvalidBody or ApiFailure.Rejected || gateway.Account.AnsweredRequests > answered)
                failures++;
            if (failures >= MaxAttempts)
                return result;
            var delay = gateway.Account.AddJitter(ExponentialBackoff.Delay(++attempt, FirstDelay, MaxDelay));
            Heartbeat.Beat(delay);
            await Task.Delay(delay, time, cancellationToken);
        }
    }
}

/// <summary>What the API showed of some calls.</summary>
/// <param name="Observations">Of those that it has.</param>
/// <param name="Unreadable">The number of those that could not be read.</param>
internal sealed record DetailBatch(IReadOnlyList<CallObservation> Observations, int Unreadable);
