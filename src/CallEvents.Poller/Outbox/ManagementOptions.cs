using CallEvents.ServiceDefaults.Bus;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Outbox;

/// <summary>Where the broker's bindings can be read. Source: section <c>RabbitMq</c>.</summary>
public sealed class ManagementOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "RabbitMq";

    /// <summary>The address of RabbitMQ's management API, with a user, its password and the virtual host. A secret.</summary>
    /// <value>Default: none. Needed for <c>Publishing:ExpectQueues</c>.</value>
    public string? Management { get; set; }

    internal sealed class Validator(IConfiguration configuration) : IValidateOptions<ManagementOptions>
    {
        public ValidateOptionsResult Validate(string? name, ManagementOptions options)
        {
            var isNeeded = configuration.GetSection("Publishing:ExpectQueues").GetChildren().Any();
            return
                (isNeeded || !string.IsNullOrEmpty(options.Management))
                && BrokerManagement.Problem($"{Section}:{nameof(Management)}", options.Management) is { } problem
                ? ValidateOptionsResult.Fail(isNeeded ? $"{problem}, since Publishing:ExpectQueues names queues" : problem)
                : ValidateOptionsResult.Success;
        }
    }
}
