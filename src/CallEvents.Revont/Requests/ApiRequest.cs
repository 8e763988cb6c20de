using System.Globalization;
using Refit;

namespace CallEvents.Revont.Requests;

/// <summary>A request to the API, and what its response means.</summary>
internal sealed record ApiRequest<T>
{
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

    /// <summary>Sends it once. Without an error, the response has a status.</summary>
    public async Task<(ApiResponse<T>? Response, TransportError? Error)> SendAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        // One deadline over headers and body: the client's own time-out ends with the headers, and a body may never end.
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var response = await Send(either.Token);

            // What the status says counts, even of a request that is given up: a Retry-After, for example.
            if (response is { StatusCode: not null } && (response.Error is null || !response.IsSuccessStatusCode))
                return (response, null);

            // Refit returns transport failures instead of throwing them, and a body whose reading was ended as one that cannot be read.
            if (cancellationToken.IsCancellationRequested)
            {
                response.Dispose();
                throw new OperationCanceledException(cancellationToken);
            }

            if (response.StatusCode is not null)
                return (response, deadline.IsCancellationRequested ? TransportError.Elapsed : null);
            return (
                response,
                TransportError.Of((Exception?)response.Error ?? new InvalidOperationException("A response without a status"))
            );
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, TransportError.Of(exception));
        }
    }

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
