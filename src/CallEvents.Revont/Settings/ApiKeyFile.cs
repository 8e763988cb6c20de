using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Revont.Settings;

/// <summary>Reads the API keys of workspaces again: a mounted secret is replaced while the process runs.</summary>
internal sealed class ApiKeyFile(IConfiguration configuration)
{
    /// <returns>The key of a workspace as it is configured now; null when it cannot be read, or cannot be one.</returns>
    public string? Read(string workspace)
    {
        if (!SecretFiles.TryReload(configuration))
            return null;
        return configuration[$"Revont:Workspaces:{workspace}:ApiKey"] is { } key && RevontOptionsValidator.IsSendable(key) ? key : null;
    }
}
