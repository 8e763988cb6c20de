using System.Diagnostics;
using OpenTelemetry;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>
/// Sets OpenTelemetry's <c>messaging.system</c>, which MassTransit sets on the spans of publishes, on those of receives and consumers too.
/// </summary>
internal sealed class MessagingSystemProcessor : BaseProcessor<Activity>
{
    private const string Key = "messaging.system";

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == TelemetryNames.Bus && data.GetTagItem(Key) is null)
            data.SetTag(Key, "rabbitmq");
    }
}
