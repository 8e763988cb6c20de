using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallEvents.Simulator.Api;

/// <summary>Writes JSON responses with a <c>Content-Length</c>.</summary>
internal static class ApiResponse
{
    public const string JsonContentType = "application/json; charset=utf-8";

    public static Task WriteJsonAsync<T>(this HttpContext context, T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = JsonContentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    public static Task WriteErrorAsync(this HttpContext context, int status, ApiError error) =>
        context.WriteJsonAsync(new(error), RevontJson.Wire.ErrorBody, status);
}
