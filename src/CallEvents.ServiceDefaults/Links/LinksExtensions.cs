using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Links;

/// <summary>Registers links.</summary>
public static class LinksExtensions
{
    /// <summary>Adds <see cref="CallLink"/>, from the setting <c>Links:Call</c>.</summary>
    public static IHostApplicationBuilder AddLinks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LinksOptions>().BindConfiguration(LinksOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LinksOptions>, LinksOptions.Validator>();
        builder.Services.AddSingleton<CallLink>();
        return builder;
    }
}
