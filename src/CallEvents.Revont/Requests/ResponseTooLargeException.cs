namespace CallEvents.Revont.Requests;

/// <summary>A response is longer than any that is expected.</summary>
internal sealed class ResponseTooLargeException(long maxBytes) : Exception($"a body of more than {maxBytes} bytes")
{
    /// <summary>The exception itself, or the one that caused it; null when it has another cause.</summary>
    public static ResponseTooLargeException? Of(Exception? exception)
    {
        while (exception is not null and not ResponseTooLargeException)
            exception = exception.InnerException;
        return exception as ResponseTooLargeException;
    }
}
