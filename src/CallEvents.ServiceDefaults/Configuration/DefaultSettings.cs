using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace CallEvents.ServiceDefaults.Configuration;

/// <summary>Inserts default settings below every other source, appsettings included.</summary>
internal static class DefaultSettings
{
    public static void Insert(IConfigurationBuilder configuration, IEnumerable<KeyValuePair<string, string?>> settings) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
}
