using System.Text.Json;
using System.Text.Json.Serialization;
using Refit;

namespace CallEvents.Revont.Responses;

/// <summary>The format of the API's JSON and query strings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RevontPage))]
[JsonSerializable(typeof(RevontCall))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RevontJson : JsonSerializerContext
{
    /// <summary>Whole seconds in UTC: the only form in the API's documentation. Values are floored or ceiled before.</summary>
    public const string QueryTimeFormat = "yyyy-MM-ddTHH:mm:ssZ";

    /// <summary>A response that fits is parsed in one go; a longer one is scanned from the start with each part that arrives.</summary>
    private const int ReadBufferSize = 128 * 1024;

    public static RefitSettings RefitSettings() =>
        new(
            new SystemTextJsonContentSerializer(
                new JsonSerializerOptions(Default.Options) { TypeInfoResolver = Default, DefaultBufferSize = ReadBufferSize }
            )
        );
}
