using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>What the requests of a batch have in common.</summary>
/// <param name="Area">The path before the API's version.</param>
/// <param name="Rest">The path after it.</param>
/// <param name="Operation">A constant that names it in spans, logs and metrics.</param>
internal sealed record BatchRequest(string Area, string Rest, string Operation)
{
    /// <summary>The names of an entry of <c>results</c>, of which one is the name of an input; the surest first.</summary>
    public required Func<JsonElement, IEnumerable<string?>> NamesOf { get; init; }

    /// <summary>The other members of the body.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Members { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Called immediately before each request that writes; null for one that reads.</summary>
    public Action? EnsureFresh { get; init; }

    /// <summary>Whether a 2xx answer without results is a success, as for a removal.</summary>
    public bool AnswersNothing { get; init; }
}

/// <summary>One entry of <c>inputs</c>.</summary>
/// <param name="Id">What HubSpot identifies it by: it refuses a batch that has the same twice.</param>
/// <param name="Body">The entry.</param>
/// <param name="Names">The names by which an entry of <c>results</c> or <c>errors</c> can mean it.</param>
internal sealed record BatchInput(string Id, JsonObject Body, IReadOnlyList<string> Names);

/// <summary>What became of one input.</summary>
internal abstract record BatchOutcome
{
    private BatchOutcome() { }

    /// <summary>It is in <c>results</c>.</summary>
    /// <param name="Result">The entry; an empty object where results are not answered.</param>
    public sealed record Done(JsonElement Result) : BatchOutcome;

    /// <summary>The request failed, or the answer names it in <c>errors</c>.</summary>
    public sealed record Failed(HubSpotFault Fault) : BatchOutcome;

    /// <summary>A 2xx answer that names it nowhere.</summary>
    /// <param name="OthersAnswered">Whether it names others.</param>
    public sealed record Missing(bool OthersAnswered) : BatchOutcome;

    /// <summary>It was not sent after a failure, or after too many refusals in a row.</summary>
    public sealed record NotSent : BatchOutcome;
}
