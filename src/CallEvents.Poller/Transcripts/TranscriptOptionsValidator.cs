using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Transcripts;

/// <summary>Rejects durations out of range.</summary>
internal sealed class TranscriptOptionsValidator : IValidateOptions<TranscriptOptions>
{
    public ValidateOptionsResult Validate(string? name, TranscriptOptions options) =>
        new SettingRules(TranscriptOptions.Section)
            .Duration("FirstRetry", options.FirstRetry, TimeSpan.FromDays(1))
            .Duration("MaxRetry", options.MaxRetry, TimeSpan.FromDays(7))
            .Duration("GiveUpAfter", options.GiveUpAfter, TimeSpan.FromDays(365))
            .Duration("SettleAfter", options.SettleAfter, TimeSpan.FromDays(7))
            .Result();
}
