using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallEvents.Simulator.Serving;

/// <summary>Writes whole bodies, with their length.</summary>
internal static class Answer
{
    public const string Json = "application/json; charset=utf-8";

    public static Task AnswerAsync<T>(this HttpContext context, T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    public static Task RefuseAsync(this HttpContext context, int status, ApiError error) =>
        context.AnswerAsync(new(error), RevontJson.Wire.ErrorBody, status);
}
