using CallEvents.Revont.Responses;
using Refit;

namespace CallEvents.Revont.Requests;

/// <summary>The two operations of the Revont API, as documented.</summary>
internal interface IRevontApi
{
    /// <summary>A page of the calls created in [from, to], newest first.</summary>
    [Get("/calls")]
    Task<ApiResponse<RevontPage>> ListCallsAsync(
        [Authorize] string apiKey,
        int limit,
        [Query(Format = RevontJson.QueryTimeFormat)] DateTimeOffset from,
        [Query(Format = RevontJson.QueryTimeFormat)] DateTimeOffset to,
        string? cursor,
        CancellationToken cancellationToken
    );

    /// <summary>A call with its transcript.</summary>
    [Get("/calls/{id}")]
    Task<ApiResponse<RevontCall>> GetCallAsync([Authorize] string apiKey, string id, CancellationToken cancellationToken);
}
