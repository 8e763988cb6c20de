namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>What a service calls itself, at the broker and in telemetry.</summary>
public sealed record ServiceName(string Value);
