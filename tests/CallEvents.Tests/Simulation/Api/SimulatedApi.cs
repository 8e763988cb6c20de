using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.Simulator.Api;
using CallEvents.Simulator.Workspaces;
using CallEvents.Tests.Simulation.Plans;
using CallEvents.Tests.Simulation.Scheduling;
using Refit;
using PollerJson = CallEvents.Revont.Responses.RevontJson;

namespace CallEvents.Tests.Simulation.Api;

/// <summary>Stands in for the API client of one process: requests travel, are answered by the server, and travel back.</summary>
internal sealed class SimulatedApi(SimulatedWorld world, SimulatedProcess process) : IRevontApi
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);

    public Task<ApiResponse<RevontPage>> ListCallsAsync(
        string apiKey,
        int limit,
        DateTimeOffset from,
        DateTimeOffset to,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var query = new ListQuery(limit, cursor, new CallFilter(from, to));
        var fault = world.Faults.NextRequest(isList: true, cursor is not null);
        return SendAsync(
            $"requests {new Slice(from, to)}{(cursor is null ? "" : " further")}",
            fault,
            () => world.Api.List(query, fault),
            PollerJson.Default.RevontPage,
            cancellationToken
        );
    }

    public Task<ApiResponse<RevontCall>> GetCallAsync(string apiKey, string id, CancellationToken cancellationToken)
    {
        var fault = world.Faults.NextRequest(isList: false, hasCursor: false);
        return SendAsync($"requests {id}", fault, () => world.Api.Get(id, fault), PollerJson.Default.RevontCall, cancellationToken);
    }

    private Task<ApiResponse<T>> SendAsync<T>(
        string request,
        ApiAnswer? fault,
        Func<SimulatedResponse> respond,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        if (!world.Step(process, request))
            return Never.Of<ApiResponse<T>>();

        world.RetryAfter.CheckRequest(process);
        var answer = new TaskCompletionSource<ApiResponse<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.UnsafeRegister(_ => answer.TrySetCanceled(cancellationToken), null);
        if (fault is not ApiAnswer.Hanging)
            world.Scheduler.After(world.Latency(), () => Respond(fault, respond(), type, answer));
        return answer.Task;
    }

    private void Respond<T>(ApiAnswer? fault, SimulatedResponse response, JsonTypeInfo<T> type, TaskCompletionSource<ApiResponse<T>> answer)
    {
        world.Api.Send(response);
        var message = Message(response);
        world.Scheduler.After(
            fault is ApiAnswer.Slow ? Slow : world.Latency(),
            () =>
            {
                if (answer.Task.IsCompleted || !world.Step(process, $"is answered {(int)response.Status}"))
                    return;
                if (fault is ApiAnswer.Dropped)
                    answer.TrySetException(new HttpRequestException(HttpRequestError.ResponseEnded));
                else
                    answer.TrySetResult(Answer(message, response, type));
            }
        );
    }

    private ApiResponse<T> Answer<T>(HttpResponseMessage message, SimulatedResponse response, JsonTypeInfo<T> type)
    {
        if (response.RetryAfter is { } wait)
            world.RetryAfter.Begin(process, wait);
        var content = response.Body is { } body ? body.Deserialize(type) : default;
        return new ApiResponse<T>(message, content, PollerJson.RefitSettings());
    }

    private HttpResponseMessage Message(SimulatedResponse response)
    {
        var now = world.Clock.GetUtcNow();
        var message = new HttpResponseMessage(response.Status) { RequestMessage = new HttpRequestMessage() };
        message.Headers.Date = now;
        if (response.RetryAfter is { } wait)
        {
            message.Headers.RetryAfter = response.IsRetryAfterDate
                ? new RetryConditionHeaderValue(Slice.Ceiling(now + wait))
                : new RetryConditionHeaderValue(wait);
        }

        return message;
    }
}
