using System.Reflection;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>The version of the services, which are released together.</summary>
public static class ServiceVersion
{
    /// <summary>Such as <c>0.1.0</c>, without the commit.</summary>
    public static string Current { get; } =
        typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "";
}
