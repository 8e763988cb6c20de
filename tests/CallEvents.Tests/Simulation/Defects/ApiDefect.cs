using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using Refit;
using PollerJson = CallEvents.Revont.Responses.RevontJson;

namespace CallEvents.Tests.Simulation.Defects;

/// <summary>A defect in how the poller reads the API: it sees other requests or responses than there are.</summary>
internal abstract class ApiDefect : PlantedDefect
{
    public override IRevontApi Decorate(IRevontApi api, SimulatedWorld world) => new DefectiveApi(api, this);

    /// <summary>The range that is requested.</summary>
    protected virtual Slice Request(Slice slice) => slice;

    /// <summary>The response that is seen.</summary>
    protected virtual ApiResponse<RevontPage> Respond(ApiResponse<RevontPage> response, Slice slice, bool hasCursor) => response;

    protected virtual ApiResponse<RevontCall> Respond(ApiResponse<RevontCall> response) => response;

    /// <summary>The response with another page, or with a page where there was none.</summary>
    protected static ApiResponse<RevontPage> WithPage(ApiResponse<RevontPage> response, RevontPage page)
    {
        var message = new HttpResponseMessage { RequestMessage = new HttpRequestMessage() };
        message.Headers.Date = response.Headers!.Date;
        return new ApiResponse<RevontPage>(message, page, PollerJson.RefitSettings());
    }

    private sealed class DefectiveApi(IRevontApi api, ApiDefect defect) : IRevontApi
    {
        public async Task<ApiResponse<RevontPage>> ListCallsAsync(
            string apiKey,
            int limit,
            DateTimeOffset from,
            DateTimeOffset to,
            string? cursor,
            CancellationToken cancellationToken
        )
        {
            var slice = defect.Request(new Slice(from, to));
            var response = await api.ListCallsAsync(apiKey, limit, slice.From, slice.To, cursor, cancellationToken);
            return defect.Respond(response, slice, cursor is not null);
        }

        public async Task<ApiResponse<RevontCall>> GetCallAsync(string apiKey, string id, CancellationToken cancellationToken) =>
            defect.Respond(await api.GetCallAsync(apiKey, id, cancellationToken));
    }
}
