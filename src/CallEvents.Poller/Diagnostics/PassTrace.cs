using System.Diagnostics;
using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Diagnostics;

/// <summary>
/// The trace of a pass, or of a transcript check: its span, and one for each request to the API. It is exported only when an event was
/// recorded from it, or something failed: a poller mostly finds nothing. So the requests' spans are held until the pass ends, and have
/// their own times.
/// </summary>
internal sealed class PassTrace
{
    /// <summary>No viewer opens a trace of thousands of spans: what comes behind is counted only.</summary>
    private const int MaxRequests = 30;

    private const string PropertyName = nameof(PassTrace);

    private readonly Activity pass;
    private readonly Lock sync = new();
    private readonly List<Activity> requests = [];
    private int numberOfRequests;
    private bool isQuiet = true;

    private PassTrace(Activity pass)
    {
        this.pass = pass;
        pass.SetCustomProperty(PropertyName, this);
    }

    /// <summary>
    /// The span of the latest request of the pass that is under way, or of the pass itself where that request has none; null without a
    /// pass.
    /// </summary>
    public static Activity? Latest => Of(Activity.Current) is { } trace ? trace.LatestRequest : null;

    /// <summary>The span of the pass that is under way: what several requests have shown together; null without a pass.</summary>
    public static Activity? Pass => Of(Activity.Current)?.pass;

    private Activity LatestRequest
    {
        get
        {
            lock (sync)
                return requests is [.., var latest] && numberOfRequests <= MaxRequests ? latest : pass;
        }
    }

    /// <summary>Runs a pass in a trace of its own.</summary>
    /// <param name="name">The name of the span.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="run">The pass.</param>
    /// <param name="callId">The call that it is about; null for a pass over many.</param>
    /// <param name="callTrace">The trace context of the call's first event, which the span links to.</param>
    public static Task RunAsync(string name, string workspace, Func<Task> run, string? callId = null, string? callTrace = null) =>
        RunAsync(
            name,
            workspace,
            async () =>
            {
                await run();
                return true;
            },
            callId,
            callTrace
        );

    /// <inheritdoc cref="RunAsync"/>
    public static async Task<T> RunAsync<T>(
        string name,
        string workspace,
        Func<Task<T>> run,
        string? callId = null,
        string? callTrace = null
    )
    {
        if (!PollerTelemetry.Activities.HasListeners())
            return await run();

        Activity.Current = null;
        var tags = new ActivityTagsCollection { [PollerTags.WorkspaceKey] = workspace };
        if (callId is not null)
            tags[PollerTags.CallIdKey] = callId;
        using var activity = PollerTelemetry.Activities.StartActivity(
            name,
            ActivityKind.Internal,
            parentContext: default,
            tags,
            PollerTelemetry.LinksTo(callTrace)
        );
        if (activity is null)
            return await run();

        var trace = new PassTrace(activity);
        try
        {
            return await run();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            trace.isQuiet = false;
            activity.SetFailed(exception.GetType().FullName);
            throw;
        }
        finally
        {
            trace.End();
        }
    }

    /// <summary>Starts the span of a request: part of the pass that is under way, if there is one.</summary>
    /// <param name="target">The path of the request, with the names of its parameters for their values.</param>
    /// <param name="lane">The lane of the request.</param>
    public static Activity? StartRequest(string target, Lane lane)
    {
        if (Of(Activity.Current) is not { } trace || Interlocked.Increment(ref trace.numberOfRequests) > MaxRequests)
            return null;
        return PollerTelemetry
            .Activities.StartActivity($"GET {target}", ActivityKind.Client)
            ?.SetTag("http.request.method", "GET")
            .SetTag("url.template", target)
            .SetTag(PollerTags.LaneKey, lane.Origin());
    }

    /// <summary>Ends the span of a request.</summary>
    /// <param name="request">The span; null when there is none.</param>
    /// <param name="status">The status; 0 without a response.</param>
    /// <param name="errorType">Why there was no response.</param>
    /// <param name="duration">Over headers and body.</param>
    public static void EndRequest(Activity? request, int status, string? errorType, TimeSpan duration)
    {
        var trace = Of(request?.Parent ?? Activity.Current);
        var error = PollerTags.ErrorOf(status, errorType);
        // That a transcript is not there yet is no news.
        if (trace is not null && error is not null && status is not (404 or 410))
            trace.isQuiet = false;
        if (request is null)
            return;

        if (status > 0)
            request.SetTag("http.response.status_code", status);
        if (error is not null)
            request.SetFailed(error);
        request.SetEndTime(request.StartTimeUtc + duration);
        Activity.Current = request.Parent;
        trace?.Add(request);
    }

    /// <summary>Records that an event was recorded from a response.</summary>
    /// <param name="source">The span of the request or of the pass.</param>
    /// <param name="root">The first span of the event's trace.</param>
    public static void RecordEvent(Activity source, Activity root)
    {
        if (Of(source) is { } trace || (trace = Of(source.Parent)) is not null)
            trace.isQuiet = false;
        if (source.IsAllDataRequested && root.Recorded)
            source.AddLink(new ActivityLink(root.Context));
    }

    private static PassTrace? Of(Activity? activity) => activity?.GetCustomProperty(PropertyName) as PassTrace;

    private void Add(Activity request)
    {
        lock (sync)
            requests.Add(request);
    }

    private void End()
    {
        pass.SetTag("callevents.api.requests", numberOfRequests);
        if (isQuiet)
            Drop(pass);
        foreach (var request in requests)
        {
            if (isQuiet)
                Drop(request);
            request.Stop();
        }
    }

    /// <summary>Exporters leave out what is not recorded.</summary>
    private static void Drop(Activity activity) => activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
}
