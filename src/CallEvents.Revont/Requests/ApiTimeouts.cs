namespace CallEvents.Revont.Requests;

/// <summary>How long the API may take for a response, headers and body.</summary>
internal static class ApiTimeouts
{
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(60);

    /// <summary>For a slice that failed while the API answered for others in time.</summary>
    public static readonly TimeSpan Suspect = TimeSpan.FromSeconds(20);
}
