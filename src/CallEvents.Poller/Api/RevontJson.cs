using System.Text.Json;
using System.Text.Json.Serialization;
using Refit;

namespace CallEvents.Poller.Api;

/// <summary>How the API's JSON and query strings are spelt.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RevontPage))]
[JsonSerializable(typeof(RevontCall))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RevontJson : JsonSerializerContext
{
    /// <summary>Whole seconds in UTC: the only form the API's documentation shows. The values are floored or ceiled before.</summary>
    public const string QueryTimeFormat = "yyyy-MM-ddTHH:mm:ssZ";

    /// <summary>An answer that fits is read at once; of a longer one, each part that arrives is looked through from the start.</summary>
    private const int ReadBufferSize = 128 * 1024;

    public static RefitSettings RefitSettings() =>
        new(new SystemTextJsonContentSerializer(new JsonSerializerOptions(Default.Options) { TypeInfoResolver = Default, DefaultBufferSize = ReadBufferSize }));
}
