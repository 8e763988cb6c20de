using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallEvents.Revont.Settings;

/// <summary>Registers the settings of the Revont accounts.</summary>
internal static class RevontSettingsExtensions
{
    /// <summary>Adds <see cref="RevontOptions"/>, checked when they are used first, and what reads a workspace's key again.</summary>
    public static OptionsBuilder<RevontOptions> AddRevontSettings(this IServiceCollection services)
    {
        services
            .AddSingleton<IValidateOptions<RevontOptions>, RevontOptionsValidator>()
            .AddSingleton(provider => provider.GetRequiredService<IOptions<RevontOptions>>().Value)
            .AddSingleton<ApiKeyFile>();
        return services.AddOptions<RevontOptions>().BindConfiguration(RevontOptions.Section);
    }
}
