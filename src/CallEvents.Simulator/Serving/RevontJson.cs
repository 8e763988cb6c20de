using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallEvents.Simulator.Serving;

/// <summary>How the simulated API writes JSON: snake_case, nulls present, text as it is rather than escaped.</summary>
[JsonSerializable(typeof(PageBody))]
[JsonSerializable(typeof(CallDetailBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(IEnumerable<TruthBody>))]
[JsonSerializable(typeof(SimulatorStats))]
[JsonSerializable(typeof(EarlyRequestsBody))]
internal sealed partial class RevontJson : JsonSerializerContext
{
    public static RevontJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
