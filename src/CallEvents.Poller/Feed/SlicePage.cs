using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;

namespace CallEvents.Poller.Feed;

/// <summary>One page of a walk over a slice.</summary>
internal sealed record SlicePage
{
    /// <summary>The slice, or the part of it, that was requested.</summary>
    public required Slice Slice { get; init; }

    public IReadOnlyList<PageItem> Items { get; init; } = [];

    /// <summary>When the page was requested.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The response's <c>Date</c> header.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Whether it is the last page of its slice.</summary>
    public bool IsLast { get; init; }

    /// <summary>Why the walk cannot continue after this page.</summary>
    public ApiFailure Failure { get; init; }

    public string? Error { get; init; }

    /// <summary>With the last page of a walk that counts: everything up to here is walked.</summary>
    public DateTimeOffset? ClosedUpTo { get; init; }

    /// <summary>The parts of the slice that are skipped as gaps, with the page that closes it.</summary>
    public IReadOnlyList<UnreadableRange> Gaps { get; init; } = [];
}
