using System.Diagnostics;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Tests.ServiceDefaults.Diagnostics;

public sealed class MessagingSystemTests
{
    [Theory]
    [InlineData("MassTransit", null, "rabbitmq")]
    [InlineData("MassTransit", "in-memory", "in-memory")]
    [InlineData("CallEvents.Poller", null, null)]
    public void Only_spans_of_the_bus_get_a_messaging_system_where_it_is_missing(string source, string? before, string? after)
    {
        using var activities = new ActivitySource(source);
        using var listener = new ActivityListener
        {
            ShouldListenTo = other => ReferenceEquals(other, activities),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var processor = new MessagingSystemProcessor();
        using var span = activities.StartActivity("call-events consume", ActivityKind.Consumer)!;
        span.SetTag("messaging.system", before);

        processor.OnEnd(span);

        span.GetTagItem("messaging.system").ShouldBe(after);
    }
}
