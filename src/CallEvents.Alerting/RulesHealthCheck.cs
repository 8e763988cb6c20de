using CallEvents.Alerting.Rules;
using CallEvents.ServiceDefaults.Files;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Alerting;

/// <summary>Names the rules that are in use, since when, and what is wrong with a newer file that is not.</summary>
internal sealed class RulesHealthCheck(RulesSource rules, IEnumerable<IWatchedFile> files) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var current = rules.Current.Rules;
        var description = $"{current.Count(rule => rule.Enabled)} rules since {rules.LoadedAt:yyyy-MM-ddTHH:mm:ssZ}";
        var data = new Dictionary<string, object>
        {
            ["file"] = rules.File ?? "built-in",
            ["rules"] = string.Join(", ", current.Select(rule => rule.Enabled ? rule.Id : $"{rule.Id} (off)")),
            ["since"] = rules.LoadedAt,
        };
        var problems = files.Where(file => file.Problem is not null).Select(file => $"{file.Setting}: {file.Problem}").ToList();
        return Task.FromResult(
            problems.Count > 0
                ? HealthCheckResult.Degraded($"{description}; {string.Join("; ", problems)}", data: data)
                : HealthCheckResult.Healthy(description, data)
        );
    }
}
