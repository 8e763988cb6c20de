using CallEvents.Poller.Calls;
using Refit;

namespace CallEvents.Poller.Api;

/// <summary>A request to the API, and how its response is judged.</summary>
internal sealed record ApiRequest<T>
{
    public required Lane Lane { get; init; }

    /// <summary><c>list</c> or <c>get</c>, for metrics.</summary>
    public required string Operation { get; init; }

    /// <summary>The requested call; null for a list.</summary>
    public string? CallId { get; init; }

    public required Func<CancellationToken, Task<ApiResponse<T>>> Send { get; init; }

    /// <summary>What is wrong with the body of a 2xx; null when nothing is.</summary>
    public required Func<T?, string?> Validate { get; init; }

    /// <summary>What a status means that is neither 2xx nor 5xx.</summary>
    public required Func<int, ApiFailure> ClassifyStatus { get; init; }
}
