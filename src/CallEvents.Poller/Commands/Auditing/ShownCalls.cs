using System.Runtime.CompilerServices;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Feed;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Reads which calls the API shows in a window: each once, page by page, and the ranges that cannot be read.</summary>
internal sealed class ShownCalls(CommandContext context, AuditRequest request, CommandApi api)
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<UnreadableRange> unreadable = [];
    private readonly TimeProvider time = context.Get<TimeProvider>();

    /// <summary>How many calls were shown so far.</summary>
    public int Count => seen.Count;

    /// <summary>The ranges of the window that cannot be read, so that nothing is known about their calls.</summary>
    public IReadOnlyList<UnreadableRange> Unreadable => UnreadableRange.Merge(unreadable);

    /// <summary>Whether a call was shown.</summary>
    public bool Contains(string id) => seen.Contains(id);

    public async IAsyncEnumerable<IReadOnlyList<ShownCall>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, to) = request.Window;
        await foreach (var page in api.WalkAsync(from, to, cancellationToken))
        {
            unreadable.AddRange(page.Gaps);
            var calls = Of(page).Where(call => call.CreatedAt >= from && call.CreatedAt <= to && seen.Add(call.Id)).ToList();
            context.Progress.Report(
                $"{request.Workspace}: {Format.Number(Count, "call")}, up to {Format.Instant(page.Slice.To)} of {Format.Instant(to)}",
                time
            );
            if (calls.Count > 0)
                yield return calls;
        }

        context.Progress.Clear();
    }

    /// <summary>An item that cannot be read is dated by its page: its own date may be the problem.</summary>
    private static IEnumerable<ShownCall> Of(SlicePage page) =>
        page.Items.Select(item =>
            item.Call is { } call
                ? new ShownCall(call.Id, call.CreatedAt.Value ?? page.Slice.To)
                : new ShownCall(item.Malformed!.Key, page.Slice.To)
        );
}

/// <summary>A call that the API shows.</summary>
/// <param name="Id">The id; of an item without one that can be read, its hash.</param>
/// <param name="CreatedAt">When it was created.</param>
internal readonly record struct ShownCall(string Id, DateTimeOffset CreatedAt)
{
    public DateOnly Day => DateOnly.FromDateTime(CreatedAt.UtcDateTime);
}
