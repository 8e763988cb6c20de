using System.Net;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Responses;
using Refit;

namespace CallEvents.Tests.Simulation.Defects;

/// <summary>A slice leaves out its first and its last second.</summary>
internal sealed class BorderSecondDropped : ApiDefect
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected override Slice Request(Slice slice) => slice.Length > Second * 2 ? new Slice(slice.From + Second, slice.To - Second) : slice;
}

/// <summary>A walk stops at a page that shows a known call.</summary>
internal sealed class StopAtKnownCall : ApiDefect
{
    private readonly HashSet<string> known = [];

    protected override ApiResponse<RevontPage> Respond(ApiResponse<RevontPage> response, Slice slice, bool hasCursor)
    {
        if (response.Content is not { Data: { } data } page)
            return response;
        var isKnown = data.Any(item => item.Call is { } call && !known.Add(call.Id));
        return isKnown ? WithPage(response, page with { HasMore = false, NextCursor = null }) : response;
    }
}

/// <summary>A page without calls ends the walk, even if it says that more pages follow.</summary>
internal sealed class EmptyPageIsTheEnd : ApiDefect
{
    protected override ApiResponse<RevontPage> Respond(ApiResponse<RevontPage> response, Slice slice, bool hasCursor) =>
        response.Content is { Data.Count: 0 } page ? WithPage(response, page with { HasMore = false, NextCursor = null }) : response;
}

/// <summary>A rejected cursor ends the walk.</summary>
internal sealed class RejectedCursorIsTheEnd : ApiDefect
{
    protected override ApiResponse<RevontPage> Respond(ApiResponse<RevontPage> response, Slice slice, bool hasCursor) =>
        hasCursor && response.StatusCode == HttpStatusCode.BadRequest
            ? WithPage(response, new RevontPage { Data = [], HasMore = false })
            : response;
}

/// <summary><c>Retry-After</c> is not read.</summary>
internal sealed class RetryAfterForgotten : ApiDefect
{
    protected override ApiResponse<RevontPage> Respond(ApiResponse<RevontPage> response, Slice slice, bool hasCursor) => Strip(response);

    protected override ApiResponse<RevontCall> Respond(ApiResponse<RevontCall> response) => Strip(response);

    private static ApiResponse<T> Strip<T>(ApiResponse<T> response)
    {
        response.Headers!.RetryAfter = null;
        return response;
    }
}
