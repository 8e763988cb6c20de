using System.Runtime.CompilerServices;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Paging;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.Alerting.Commands.Reading;

/// <summary>Reads calls of one workspace from the API, for commands. The service itself never does.</summary>
internal sealed class CallReader(PatientRequests patient, RevontRequests requests, TimeProvider time) : IDisposable
{
    private const int MaxWalks = 3;

    /// <summary>How many requests were sent so far.</summary>
    public long Sent => patient.Sent;

    /// <summary>A reader with a budget of its own.</summary>
    /// <param name="context">The command.</param>
    /// <param name="workspace">A configured workspace.</param>
    /// <param name="requestsPerSecond">Above 0; may be a fraction.</param>
    public static CallReader Create(CommandContext context, string workspace, double requestsPerSecond)
    {
        var revont = context.Get<RevontOptions>();
        var key = revont.Workspaces[workspace].ApiKey!;
        var time = context.Get<TimeProvider>();
        var budget = RequestBudget.Even(requestsPerSecond);
        var patient = new PatientRequests(workspace, revont.BaseUrl, budget, context.Progress, time, context.Get<Random>());
        return new(patient, new RevontRequests(context.Get<IRevontApi>(), () => key), time);
    }

    /// <summary>A call with its transcript, if it has one; null when the API does not know it.</summary>
    /// <exception cref="ApiTroubleException">The API does not answer, or rejects the key.</exception>
    /// <exception cref="UnreadableCallException">The API answers for others, but not for this call.</exception>
    public async Task<PastCall?> FindAsync(string callId, CancellationToken cancellationToken)
    {
        var result = await patient.SendAsync(requests.Get(callId), cancellationToken);
        if (result.Failure == ApiFailure.NotFound)
            return null;
        if (result.Failure == ApiFailure.Forbidden)
            await EnsureKeyAsync(cancellationToken);
        if (result.Failure != ApiFailure.None)
            throw new UnreadableCallException(result.Error!);
        try
        {
            return new(result.Value!.Call!.ApplyTo(null), result.Value.Transcript);
        }
        catch (MalformedItemException malformed)
        {
            throw new UnreadableCallException(malformed.Message);
        }
    }

    /// <summary>The calls created from one time to another, both included, page by page, the newest first; without transcripts.</summary>
    /// <exception cref="ApiTroubleException">The API does not answer, or rejects the key.</exception>
    /// <exception cref="UnreadableCallException">The API answers, but not for this time.</exception>
    public async Task<CallList> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        for (var walk = 1; ; walk++)
        {
            var list = new CallList();
            string? error = null;
            await foreach (var (page, problem) in WalkAsync(from, to, cancellationToken))
            {
                error = problem;
                foreach (var item in page)
                    list.Add(item);
            }

            if (error is null)
                return list;
            if (walk >= MaxWalks)
                throw new UnreadableCallException(error);
        }
    }

    public void Dispose() => patient.Dispose();

    /// <summary>Ends with the last page, or with one that has an error.</summary>
    private async IAsyncEnumerable<(IReadOnlyList<PageItem> Items, string? Error)> WalkAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var trail = new CursorTrail();
        while (true)
        {
            var result = await patient.SendAsync(requests.List(from, to, trail.Cursor, CursorTrail.PageSize), cancellationToken);
            if (result.Failure == ApiFailure.Forbidden)
                throw patient.Trouble(result.Error!);
            if (result.Failure != ApiFailure.None)
            {
                yield return ([], trail.IsMarkedAsLast && result.Failure == ApiFailure.CursorRejected ? null : result.Error);
                yield break;
            }

            var (isLast, error) = trail.Follow(result.Value!);
            yield return (result.Value!.Data!, error);
            if (isLast || error is not null)
                yield break;
        }
    }

    /// <summary>Is it the key that is rejected, or has it no access to one call?</summary>
    private async Task EnsureKeyAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var second = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var result = await patient.SendAsync(requests.List(second, second, null, limit: 1), cancellationToken);
        if (result.Failure == ApiFailure.Forbidden)
            throw patient.Trouble(result.Error!);
    }
}
