using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator.Api;

/// <summary>Endpoints that read and set the faults. They require no API key.</summary>
internal sealed class FaultEndpoints(FaultPlan plan, Action<FaultOptions> setFaults)
{
    private const string Path = "/simulator/faults";

    private static readonly JsonSerializerOptions SerializerOptions = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, WriteCurrentAsync);
        routes.MapPut(Path, context => UpdateAsync(context, node => FaultOptionsReader.Read(node)));
        routes.MapPatch(Path, context => UpdateAsync(context, node => FaultOptionsReader.Read(node, plan.Configured)));
    }

    private async Task UpdateAsync(HttpContext context, Func<SettingsNode, FaultOptions> read)
    {
        try
        {
            setFaults(read(await JsonSettings.ReadAsync(context.Request.Body, context.RequestAborted)));
        }
        catch (SettingsException error)
        {
            await context.WriteErrorAsync(StatusCodes.Status400BadRequest, new("invalid_faults", error.Message));
            return;
        }

        await WriteCurrentAsync(context);
    }

    private Task WriteCurrentAsync(HttpContext context)
    {
        context.Response.ContentType = ApiResponse.JsonContentType;
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, plan.Current, SerializerOptions, context.RequestAborted);
    }
}
