using System.Diagnostics;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>A message that waits for a batch.</summary>
/// <param name="change">What it says.</param>
/// <param name="failures">How often the CRM has failed on it; such messages are written in smaller batches.</param>
internal sealed class PendingMessage(CallChange change, int failures)
{
    // About what UTF-8 and the JSON around it need for a segment.
    private const int BytesPerSegment = 100;

    private readonly TaskCompletionSource<DownstreamResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallChange Change => change;

    public int Failures => failures;

    public Task<DownstreamResult> Result => result.Task;

    /// <summary>The span of the message, which the span of the request refers to.</summary>
    public ActivityContext Span { get; } = Activity.Current?.Context ?? default;

    /// <summary>About how many bytes it adds to a request.</summary>
    public int Size { get; } = (change.Transcript?.Segments.Sum(segment => segment.Text.Length + BytesPerSegment) ?? 0) + BytesPerSegment;

    public void Complete(DownstreamResult outcome) => result.TrySetResult(outcome);

    public void Fail(Exception exception) => result.TrySetException(exception);
}
