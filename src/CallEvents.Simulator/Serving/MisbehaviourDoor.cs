using System.Text.Json;
using System.Text.Json.Serialization;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Simulator.Serving;

/// <summary>The switches, for those outside the process. No key needed.</summary>
internal sealed class MisbehaviourDoor(MisbehaviourPlan plan, Action<Misbehaviour> misbehave)
{
    private const string Path = "/simulator/misbehaviour";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, TellAsync);
        routes.MapPut(Path, context => ChangeAsync(context, node => MisbehaviourReader.Read(node)));
        routes.MapPatch(Path, context => ChangeAsync(context, node => MisbehaviourReader.Read(node, plan.Set)));
    }

    private async Task ChangeAsync(HttpContext context, Func<SettingsNode, Misbehaviour> read)
    {
        try
        {
            misbehave(read(await JsonSettings.ReadAsync(context.Request.Body, context.RequestAborted)));
        }
        catch (SettingsException error)
        {
            await context.RefuseAsync(StatusCodes.Status400BadRequest, new("invalid_misbehaviour", error.Message));
            return;
        }

        await TellAsync(context);
    }

    private Task TellAsync(HttpContext context)
    {
        context.Response.ContentType = Answer.Json;
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, plan.Now, Format, context.RequestAborted);
    }
}
