using CallEvents.Poller.Calls;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class UnroutableProbeTests
{
    [Fact]
    public async Task A_new_subscriber_is_noticed_although_the_wall_clock_was_set_back()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var sender = new RecordingSender(CallEventType.CallRecorded);
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(revont.Now.AddHours(-1)),
            configure: builder => builder.Services.AddSingleton<IMessageSender>(sender)
        );
        revont.Add("call_1", revont.Now);
        await Eventually.Be(() => poller.Status.Publishing.UnroutableTypes.Contains(CallEventType.CallRecorded));

        time.WallClockError = TimeSpan.FromDays(-3);
        sender.BindAll();

        await Eventually.Be(() => sender.Confirmed.Any(row => row.Type == CallEventType.CallRecorded));
        poller.Status.Publishing.UnroutableTypes.ShouldBeEmpty();
    }
}
