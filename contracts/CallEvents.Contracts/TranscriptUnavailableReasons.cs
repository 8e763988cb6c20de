namespace CallEvents.Contracts;

/// <summary>The known values of <see cref="CallTranscriptUnavailable.Reason"/>. Others may come.</summary>
public static class TranscriptUnavailableReasons
{
    /// <summary>The call is there, its transcript never came.</summary>
    public const string NotReady = "not_ready";

    /// <summary>The API no longer finds the call (404): it was probably deleted.</summary>
    public const string NotFound = "not_found";
}
