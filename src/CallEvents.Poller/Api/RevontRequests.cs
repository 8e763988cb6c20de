using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Api;

/// <summary>Creates the requests for one workspace, with what their responses mean.</summary>
internal sealed class RevontRequests(IRevontApi api, ApiAccount account)
{
    public ApiRequest<RevontPage> List(Lane lane, Slice slice, string? cursor, int limit) =>
        new()
        {
            Lane = lane,
            Operation = "list",
            Target = "/calls",
            Send = token =>
                api.ListCallsAsync(account.ApiKey, limit, slice.From.ToUniversalTime(), slice.To.ToUniversalTime(), cursor, token),
            Validate = page => page?.Data is null ? "a body without a data array" : null,
            ClassifyStatus = status =>
                status is 401 or 403 ? ApiFailure.Forbidden
                : cursor is not null && status is >= 400 and < 500 ? ApiFailure.CursorRejected
                : ApiFailure.Rejected,
        };

    public ApiRequest<RevontCall> Get(Lane lane, string callId) =>
        new()
        {
            Lane = lane,
            Operation = "get",
            Target = "/calls/{id}",
            CallId = callId,
            Send = token => api.GetCallAsync(account.ApiKey, callId, token),
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
