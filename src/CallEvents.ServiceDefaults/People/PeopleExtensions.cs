using CallEvents.ServiceDefaults.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.ServiceDefaults.People;

/// <summary>Registers the people file.</summary>
public static class PeopleExtensions
{
    /// <summary>Adds <see cref="PeopleSource"/>, from the setting <c>People:File</c>.</summary>
    public static IHostApplicationBuilder AddPeople(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PeopleOptions>().BindConfiguration(PeopleOptions.Section);
        builder.Services.AddWatchedFile<PeopleSource>();
        return builder;
    }
}
