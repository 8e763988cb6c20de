namespace CallEvents.Tests.Simulator;

/// <summary>Compact JSON in a literal that is wrapped over several lines.</summary>
internal static class WrappedJson
{
    /// <summary>Joins the lines of the literal, without their indentation.</summary>
    public static string Unwrap(string json) => string.Concat(json.Split('\n', StringSplitOptions.TrimEntries));
}
