namespace CallEvents.Revont.Settings;

/// <summary>Says what is wrong with the API, and which setting to look at.</summary>
internal static class RevontProblem
{
    /// <summary>Whether an error, such as <c>HTTP 401</c>, is about the key.</summary>
    public static bool IsAboutKey(string error) => error is "HTTP 401" or "HTTP 403";

    public static string Describe(string workspace, string address, string error) =>
        IsAboutKey(error)
            ? $"Revont:Workspaces:{workspace}:ApiKey: the Revont API rejects the key ({error})"
            : $"Revont:BaseUrl: {address} does not answer as the Revont API does ({error})";
}
