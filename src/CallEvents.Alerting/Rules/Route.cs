using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Rules;

/// <summary>Channels for rules without <c>notify</c>.</summary>
/// <param name="Severities">Of these severities; null for all.</param>
/// <param name="Only">About these calls.</param>
/// <param name="Notify">The channels.</param>
/// <param name="Continue">Whether the routes after it are looked at, too.</param>
internal sealed record Route(IReadOnlyList<Severity>? Severities, Scope Only, IReadOnlyList<string> Notify, bool Continue);
