namespace CallEvents.Poller.Api;

/// <summary>What came of one request that the API answered, or did not.</summary>
/// <param name="Value">The body, when there is no failure.</param>
/// <param name="Failure">Why there is no body to use.</param>
/// <param name="SentAt">When the request was sent, by the corrected clock.</param>
/// <param name="Date">The answer's <c>Date</c> header.</param>
/// <param name="Error">The failure in words, free of personal data.</param>
internal sealed record ApiResult<T>(T? Value, ApiFailure Failure, DateTimeOffset SentAt, DateTimeOffset? Date, string? Error);

/// <summary>Why an answer is of no use.</summary>
internal enum ApiFailure
{
    None,

    /// <summary>5xx, a time-out, a dropped connection.</summary>
    Unavailable,

    /// <summary>2xx, but not what was asked for.</summary>
    InvalidBody,

    /// <summary>4xx to a request with a cursor: expired, or not known any more.</summary>
    CursorRejected,

    /// <summary>404 or 410 for a call.</summary>
    NotFound,

    /// <summary>401 or 403 for a call: the key is not accepted, or not for this call.</summary>
    Forbidden,

    /// <summary>Any other answer.</summary>
    Rejected,
}
