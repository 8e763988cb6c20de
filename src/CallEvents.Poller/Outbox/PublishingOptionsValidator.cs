using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Outbox;

/// <summary>Rejects limits under which nothing could be published.</summary>
internal sealed class PublishingOptionsValidator : IValidateOptions<PublishingOptions>
{
    public ValidateOptionsResult Validate(string? name, PublishingOptions options)
    {
        var rules = new SettingRules(PublishingOptions.Section)
            .Duration("Timeout", options.Timeout, TimeSpan.FromMinutes(5))
            .Between("MaxPending", options.MaxPending, 1, 10_000_000)
            .Between("MaxBytes", options.MaxBytes, 1024, 128 * 1024 * 1024);
        for (var index = 0; index < options.RequireSubscriber.Count; index++)
        {
            if (!Enum.GetNames<CallEventType>().Contains(options.RequireSubscriber[index], StringComparer.OrdinalIgnoreCase))
                rules.Wrong(
                    $"RequireSubscriber:{index}",
                    options.RequireSubscriber[index],
                    $"one of {string.Join(", ", Enum.GetNames<CallEventType>())}"
                );
        }

        for (var index = 0; index < options.ExpectQueues.Count; index++)
        {
            if (ExpectedQueue.Parse(options.ExpectQueues[index], options) is null)
                rules.Wrong(
                    $"ExpectQueues:{index}",
                    options.ExpectQueues[index],
                    "a queue such as crm-log-call or billing-count-minutes=CallRecorded, with types of Publishing:RequireSubscriber"
                );
        }

        return rules.Result();
    }
}
