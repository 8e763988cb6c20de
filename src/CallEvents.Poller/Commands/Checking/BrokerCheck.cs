using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Commands.Checking;

namespace CallEvents.Poller.Commands.Checking;

/// <summary>Connects to the broker, and asks for the right to publish each event. Publishes and declares nothing.</summary>
internal static class BrokerCheck
{
    public static async Task<IReadOnlyList<CheckLine>> RunAsync(CommandContext context)
    {
        var probe = context.Get<BrokerProbe>();
        var exchanges = Enum.GetNames<CallEventType>().Select(type => $"{typeof(CallRecorded).Namespace}:{type}");
        var rights = await probe.SendAsync([.. exchanges], context.Stopping);
        if (rights.Problem is { } problem)
            return [CheckLine.Wrong("broker", problem, $"check {BrokerProbe.Key}")];
        return [CheckLine.Well("broker", $"{probe.Place} accepts the connection"), Publishing(rights.Exchanges)];
    }

    private static CheckLine Publishing(IReadOnlyList<ExchangeRight> exchanges)
    {
        const string Name = "publish";
        if (exchanges.FirstOrDefault(one => one.Right == PublishRight.Unknown) is not null)
            return CheckLine.Wrong(Name, "the broker does not answer a publish", "look for an alarm of memory or disk at the broker");
        var refused = exchanges.Where(one => one.Right == PublishRight.Refused).Select(one => one.Exchange).ToList();
        if (refused.Count > 0)
            return CheckLine.Wrong(
                Name,
                $"the user may not publish to {string.Join(", ", refused)}",
                $"grant it the right to write (and to configure, where they are not declared yet) to {typeof(CallRecorded).Namespace}:.*"
            );
        var missing = exchanges.Count(one => one.Right == PublishRight.NotDeclared);
        return CheckLine.Well(
            Name,
            missing == 0
                ? "permitted for every event"
                : $"permitted; {Format.Number(missing, "exchange")} not declared yet, which the poller does when it publishes"
        );
    }
}
