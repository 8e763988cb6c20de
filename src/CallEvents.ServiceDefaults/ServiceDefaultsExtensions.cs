namespace CallEvents.ServiceDefaults;

/// <summary>What every service does alike; knows nothing about calls.</summary>
public static class ServiceDefaultsExtensions;
