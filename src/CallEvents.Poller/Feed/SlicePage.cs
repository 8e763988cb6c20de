using System.Text.Json;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Feed;

/// <summary>One page of a walk over a slice.</summary>
/// <param name="Slice">The slice, or the part of it, that was asked for.</param>
/// <param name="Items">The calls as the API sent them.</param>
/// <param name="SentAt">When the page was asked for.</param>
/// <param name="ClosedUpTo">With the last page: everything up to here is walked. With an earlier one: null.</param>
/// <param name="Gap">When the slice had to be passed unread: why.</param>
internal sealed record SlicePage(Slice Slice, IReadOnlyList<JsonElement> Items, DateTimeOffset SentAt, DateTimeOffset? ClosedUpTo, string? Gap = null);
