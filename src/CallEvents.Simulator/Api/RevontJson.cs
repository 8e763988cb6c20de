using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallEvents.Simulator.Api;

/// <summary>The JSON format of the simulated API: snake_case, explicit nulls, minimal escaping.</summary>
[JsonSerializable(typeof(PageBody))]
[JsonSerializable(typeof(CallDetailBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(IEnumerable<CallStateBody>))]
[JsonSerializable(typeof(SimulatorStats))]
[JsonSerializable(typeof(EarlyRequestsBody))]
internal sealed partial class RevontJson : JsonSerializerContext
{
    public static RevontJson Wire { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
