using CallEvents.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>Configures the address that the service listens on: port 8080 of every interface by default.</summary>
internal sealed class ListenAddress
{
    private const string Key = "ASPNETCORE_URLS";
    private static readonly string[] PortKeys = ["http_ports", "https_ports"];

    public string? Urls { get; set; }

    public static void Add(IHostApplicationBuilder builder)
    {
        // Only where no other setting names an address: a default for `urls` would override ASPNETCORE_HTTP_PORTS.
        var configuration = builder.Configuration;
        var isConfigured =
            configuration["urls"] is not null
            || PortKeys.Any(key => configuration[key] is not null)
            || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!isConfigured)
            DefaultSettings.Insert(configuration, [new("urls", "http://+:8080")]);

        builder
            .Services.AddOptions<ListenAddress>()
            .Configure<IConfiguration>((listen, settings) => listen.Urls = settings["urls"])
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ListenAddress>, Validator>();
    }

    private sealed class Validator : IValidateOptions<ListenAddress>
    {
        public ValidateOptionsResult Validate(string? name, ListenAddress options) =>
            (options.Urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).All(IsUsable)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(Setting.Wrong(Key, options.Urls, "addresses such as http://+:8080, separated by semicolons"));

        private static bool IsUsable(string url)
        {
            try
            {
                return BindingAddress.Parse(url) is { Scheme: "http" or "https", Port: >= 0 and <= ushort.MaxValue };
            }
            catch (FormatException)
            {
                return false;
            }
        }
    }
}
