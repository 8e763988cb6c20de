using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Files;

/// <summary>Registers configuration files that are read again when they change.</summary>
public static class WatchedFileExtensions
{
    /// <summary>Adds a source as a singleton, unless it is one already. An invalid file ends the start, as a wrong setting does.</summary>
    /// <typeparam name="TSource">Reads its file in the constructor, by <see cref="WatchedFile{T}"/>.</typeparam>
    public static IServiceCollection AddWatchedFile<TSource>(this IServiceCollection services)
        where TSource : class, IWatchedFile
    {
        services.TryAddSingleton<TSource>();
        services.AddSingleton<IWatchedFile>(provider => provider.GetRequiredService<TSource>());
        services.AddOptions<FirstRead<TSource>>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<FirstRead<TSource>>, FirstRead<TSource>.Validator>();
        services.AddHostedService<FileWatcher>();
        return services;
    }

    /// <summary>Makes the first read of a file a part of the validation of settings, before databases are migrated.</summary>
    internal sealed class FirstRead<TSource>
        where TSource : class, IWatchedFile
    {
        internal sealed class Validator(IServiceProvider services) : IValidateOptions<FirstRead<TSource>>
        {
            public ValidateOptionsResult Validate(string? name, FirstRead<TSource> options)
            {
                try
                {
                    services.GetRequiredService<TSource>();
                    return ValidateOptionsResult.Success;
                }
                catch (OptionsValidationException invalid)
                {
                    // Wrong settings that the source needs are reported by their own validator.
                    return invalid.OptionsType == typeof(IWatchedFile)
                        ? ValidateOptionsResult.Fail(invalid.Failures)
                        : ValidateOptionsResult.Skip;
                }
            }
        }
    }
}
