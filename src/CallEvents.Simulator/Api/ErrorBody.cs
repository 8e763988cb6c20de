namespace CallEvents.Simulator.Api;

/// <summary>The body of every error response.</summary>
internal sealed record ErrorBody(ApiError Error);

/// <summary>An error: a code for programs, a message for people.</summary>
internal sealed record ApiError(string Code, string Message)
{
    public static ApiError InvalidParameter(string name, string found, string expected) =>
        new("invalid_parameter", $"{name}: found '{found}', expected {expected}.");
}
