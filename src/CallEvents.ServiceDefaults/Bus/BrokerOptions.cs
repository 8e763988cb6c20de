using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>The connection string of the broker, as configured.</summary>
internal sealed class BrokerOptions
{
    public const string Key = "ConnectionStrings:RabbitMq";

    public string? ConnectionString { get; set; }

    public BrokerAddress Address =>
        BrokerAddress.TryParse(ConnectionString, out var address) ? address : throw new InvalidOperationException(Problem);

    private string Problem => Setting.Wrong(Key, Setting.Redact(ConnectionString), BrokerAddress.Expected);

    internal sealed class Validator : IValidateOptions<BrokerOptions>
    {
        public ValidateOptionsResult Validate(string? name, BrokerOptions options) =>
            !BrokerAddress.TryParse(options.ConnectionString, out var address) ? ValidateOptionsResult.Fail(options.Problem)
            : address.Tls?.Problem(Key) is { } problem ? ValidateOptionsResult.Fail(problem)
            : ValidateOptionsResult.Success;
    }
}
