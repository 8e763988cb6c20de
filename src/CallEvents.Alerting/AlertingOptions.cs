using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting;

/// <summary>What alerting does. Source: section <c>Alerting</c>.</summary>
internal sealed partial class AlertingOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Alerting";

    private const string Queue = "alerting-raise-alerts";

    /// <summary>A YAML file with the rules.</summary>
    /// <value>Default: none, and one rule: <c>deal-lost</c> to the log.</value>
    public string? RulesFile { get; set; }

    /// <summary>Distinguishes a second alerting service with rules, channels and a queue of its own.</summary>
    /// <value>Default: none. Letters, digits and <c>-</c>; the queue is <c>alerting-raise-alerts-&lt;instance&gt;</c>.</value>
    public string? Instance { get; set; }

    /// <summary>The workspaces whose calls are judged.</summary>
    /// <value>Default: all.</value>
    public List<string> Workspaces { get; set; } = [];

    /// <summary>Whether nothing is sent: everything else happens, and what was raised is not sent later either.</summary>
    /// <value>Default: <c>false</c>.</value>
    public bool DryRun { get; set; }

    /// <summary>How long an alert is tried before it is rejected.</summary>
    /// <value>Default: 3 days.</value>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long the content of a rejected alert is kept, for <c>alerts retry</c>.</summary>
    /// <value>Default: 7 days.</value>
    public TimeSpan KeepContent { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a rule that mixes fields with words waits for the other half.</summary>
    /// <value>Default: 7 days.</value>
    public TimeSpan Remember { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The queue of this instance.</summary>
    internal string QueueName => Instance is null ? Queue : $"{Queue}-{Instance}";

    /// <summary>Whether the calls of a workspace are judged.</summary>
    public bool Concerns(string workspace) => Workspaces.Count == 0 || Workspaces.Contains(workspace, StringComparer.Ordinal);

    /// <summary>Rejects wrong values at start-up.</summary>
    internal sealed partial class Validator : IValidateOptions<AlertingOptions>
    {
        private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

        public ValidateOptionsResult Validate(string? name, AlertingOptions options)
        {
            var rules = new SettingRules(Section)
                .Duration(nameof(GiveUpAfter), options.GiveUpAfter, Longest)
                .Duration(nameof(KeepContent), options.KeepContent, Longest)
                .Duration(nameof(Remember), options.Remember, Longest);
            if (options.Instance is { } instance && !InstanceName().IsMatch(instance))
                rules.Wrong(nameof(Instance), instance, "at most 30 lower-case letters, digits and '-', such as emea");
            foreach (var (workspace, number) in options.Workspaces.Select((workspace, number) => (workspace, number)))
            {
                if (string.IsNullOrWhiteSpace(workspace))
                    rules.Wrong($"{nameof(Workspaces)}:{number}", workspace, "the name of a workspace, as the poller calls it");
            }

            return rules.Result();
        }

        [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,29}$")]
        private static partial Regex InstanceName();
    }
}
