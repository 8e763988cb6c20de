namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>The name of a service at the broker and in telemetry.</summary>
public sealed record ServiceName(string Value);
