using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>The answer to a request.</summary>
internal sealed record Answer(int Status, JsonNode? Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>Ends a request with an error's answer.</summary>
internal sealed class RefusalException(Answer answer) : Exception($"Refused with {answer.Status}.")
{
    public Answer Answer => answer;
}

/// <summary>Why a value of a property is refused.</summary>
/// <param name="Code">Such as <c>PROPERTY_DOESNT_EXIST</c>.</param>
/// <param name="Property">The name of the property.</param>
/// <param name="Message">A sentence that quotes the value, as HubSpot's do.</param>
internal sealed record PropertyProblem(string Code, string Property, string Message);
