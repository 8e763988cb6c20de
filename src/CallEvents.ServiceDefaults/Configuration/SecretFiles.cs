using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Configuration;

/// <summary>Reads settings from files named after them, as Docker and Kubernetes mount secrets.</summary>
/// <remarks>Precedence, highest first: command line, environment, secret files, appsettings.</remarks>
public static class SecretFiles
{
    private const string FolderKey = "CALLEVENTS_SECRETS";
    private const string DefaultFolder = "/run/secrets";

    internal static void Add(IHostApplicationBuilder builder)
    {
        var named = builder.Configuration[FolderKey];
        var folder = string.IsNullOrWhiteSpace(named) ? DefaultFolder : Path.GetFullPath(named);

        builder.Services.AddOptions<SecretFolder>().Configure(found => found.Named = named).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SecretFolder>, SecretFolder.Validator>();
        if (!Directory.Exists(folder))
            return;

        var source = new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(folder), Optional = true };
        var sources = builder.Configuration.Sources;
        var environment = sources.LastOrDefault(s => s is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        try
        {
            sources.Insert(environment is null ? sources.Count : sources.IndexOf(environment), source);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{Setting.Wrong(FolderKey, folder, "a folder whose files can all be read")}.", exception);
        }
    }

    /// <summary>Reads the files again, which are replaced when a secret is.</summary>
    /// <param name="configuration">The service's configuration.</param>
    /// <returns>Whether they could be read.</returns>
    public static bool TryReload(IConfiguration configuration)
    {
        try
        {
            foreach (var files in ((IConfigurationRoot)configuration).Providers.OfType<KeyPerFileConfigurationProvider>())
                files.Load();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The configured folder, validated so that a misspelt one is not taken for an empty one.</summary>
    internal sealed class SecretFolder
    {
        public string? Named { get; set; }

        internal sealed class Validator : IValidateOptions<SecretFolder>
        {
            public ValidateOptionsResult Validate(string? name, SecretFolder options) =>
                string.IsNullOrWhiteSpace(options.Named) || Directory.Exists(options.Named)
                    ? ValidateOptionsResult.Success
                    : ValidateOptionsResult.Fail(Setting.Wrong(FolderKey, options.Named, "a folder that exists"));
        }
    }
}
