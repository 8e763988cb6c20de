using System.Globalization;
using CallEvents.Poller.Calls;
using Refit;

namespace CallEvents.Poller.Api;

/// <summary>A request to the API, and what its response means.</summary>
internal sealed record ApiRequest<T>
{
    public required Lane Lane { get; init; }

    /// <summary><c>list</c> or <c>get</c>, for metrics.</summary>
    public required string Operation { get; init; }

    /// <summary>The path, with the names of its parameters for their values.</summary>
    public required string Target { get; init; }

    /// <summary>The requested call; null for a list.</summary>
    public string? CallId { get; init; }

    /// <summary>Whether a failure is expected, and says nothing about the API.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>Over headers and body.</summary>
    public TimeSpan Timeout { get; init; } = ApiTimeouts.Request;

    public required Func<CancellationToken, Task<ApiResponse<T>>> Send { get; init; }

    /// <summary>What is wrong with the body of a 2xx; null when nothing is.</summary>
    public required Func<T?, string?> Validate { get; init; }

    /// <summary>What a status means that is neither 2xx nor 5xx.</summary>
    public required Func<int, ApiFailure> ClassifyStatus { get; init; }

    /// <param name="response">The response; null when there was none.</param>
    /// <param name="error">Why there was none.</param>
    /// <param name="sentAt">When the request was sent, by the corrected clock.</param>
    public ApiResult<T> ToResult(ApiResponse<T>? response, TransportError? error, DateTimeOffset sentAt)
    {
        var status = error is null ? (int)response!.StatusCode!.Value : 0;
        var (failure, description) = status switch
        {
            0 => (error!.IsTimeout ? ApiFailure.TimedOut : ApiFailure.Unavailable, error.Description),
            408 or 504 => (ApiFailure.TimedOut, Describe(status)),
            >= 500 => (ApiFailure.Unavailable, Describe(status)),
            >= 200 and < 300 when ResponseTooLargeException.Of(response!.Error) is { Message: var tooLarge } => (
                ApiFailure.InvalidBody,
                tooLarge
            ),
            >= 200 and < 300 when response!.Error is not null => (ApiFailure.InvalidBody, "a body that is not the expected JSON"),
            >= 200 and < 300 when Validate(response!.Content) is { } problem => (ApiFailure.InvalidBody, problem),
            >= 200 and < 300 => (ApiFailure.None, null),
            _ => (ClassifyStatus(status), Describe(status)),
        };
        var value = failure == ApiFailure.None ? response!.Content : default;
        return new ApiResult<T>(value, failure, sentAt, response?.Headers?.Date, description);
    }

    private static string Describe(int status) => string.Create(CultureInfo.InvariantCulture, $"HTTP {status}");
}
