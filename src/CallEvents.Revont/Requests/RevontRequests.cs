using CallEvents.Revont.Responses;

namespace CallEvents.Revont.Requests;

/// <summary>Creates the requests for one workspace, with what their responses mean.</summary>
/// <param name="api">The API.</param>
/// <param name="apiKey">The workspace's key as it is now.</param>
internal sealed class RevontRequests(IRevontApi api, Func<string> apiKey)
{
    /// <param name="from">The oldest creation time, included; a whole second.</param>
    /// <param name="to">The newest creation time, included; a whole second.</param>
    /// <param name="cursor">The page; null for the first one.</param>
    /// <param name="limit">The longest page.</param>
    public ApiRequest<RevontPage> List(DateTimeOffset from, DateTimeOffset to, string? cursor, int limit) =>
        new()
        {
            Operation = "list",
            Target = "/calls",
            Send = token => api.ListCallsAsync(apiKey(), limit, from.ToUniversalTime(), to.ToUniversalTime(), cursor, token),
            Validate = page => page?.Data is null ? "a body without a data array" : null,
            ClassifyStatus = status =>
                status is 401 or 403 ? ApiFailure.Forbidden
                : cursor is not null && status is >= 400 and < 500 ? ApiFailure.CursorRejected
                : ApiFailure.Rejected,
        };

    public ApiRequest<RevontCall> Get(string callId) =>
        new()
        {
            Operation = "get",
            Target = "/calls/{id}",
            CallId = callId,
            Send = token => api.GetCallAsync(apiKey(), callId, token),
            Validate = call => call is null ? "a body that is not an object" : call.ErrorFor(callId),
            ClassifyStatus = status =>
                status switch
                {
                    404 or 410 => ApiFailure.NotFound,
                    401 or 403 => ApiFailure.Forbidden,
                    _ => ApiFailure.Rejected,
                },
        };
}
