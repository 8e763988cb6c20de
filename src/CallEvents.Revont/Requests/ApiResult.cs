namespace CallEvents.Revont.Requests;

/// <summary>The outcome of one request to the API.</summary>
/// <param name="Value">The body, when there is no failure.</param>
/// <param name="Failure">Why there is no usable body.</param>
/// <param name="SentAt">When the request was sent, by the corrected clock.</param>
/// <param name="Date">The response's <c>Date</c> header.</param>
/// <param name="Error">Describes the failure, without personal data.</param>
internal sealed record ApiResult<T>(T? Value, ApiFailure Failure, DateTimeOffset SentAt, DateTimeOffset? Date, string? Error);

/// <summary>Why a response cannot be used.</summary>
internal enum ApiFailure
{
    None,

    /// <summary>5xx, no response.</summary>
    Unavailable,

    /// <summary>No response in time, or a gateway's response that says so.</summary>
    TimedOut,

    /// <summary>2xx with a body that is not what was requested.</summary>
    InvalidBody,

    /// <summary>4xx to a request with a cursor: expired, or unknown.</summary>
    CursorRejected,

    /// <summary>404 or 410 for a call.</summary>
    NotFound,

    /// <summary>401 or 403: the key is rejected, or has no access to this call or slice.</summary>
    Forbidden,

    /// <summary>Any other response.</summary>
    Rejected,
}
