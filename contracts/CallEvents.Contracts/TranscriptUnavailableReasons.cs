namespace CallEvents.Contracts;

/// <summary>The known values of <see cref="CallTranscriptUnavailable.Reason"/>. Others may be added.</summary>
public static class TranscriptUnavailableReasons
{
    /// <summary>The call exists, its transcript has not appeared.</summary>
    public const string NotReady = "not_ready";

    /// <summary>The API no longer finds the call (404): it was probably deleted.</summary>
    public const string NotFound = "not_found";
}
