using CallEvents.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>Where the service listens: as configured, else on port 8080 of every address.</summary>
internal sealed class ListenAddress
{
    private const string Key = "ASPNETCORE_URLS";
    private static readonly string[] OtherWaysToSay = ["http_ports", "https_ports"];

    public string? Urls { get; set; }

    public static void Add(IHostApplicationBuilder builder)
    {
        // Only where nothing says otherwise: a default for `urls` would silence ASPNETCORE_HTTP_PORTS.
        var configuration = builder.Configuration;
        if (configuration["urls"] is null && OtherWaysToSay.All(key => configuration[key] is null) && !configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            DefaultSettings.Insert(configuration, [new("urls", "http://+:8080")]);

        builder.Services.AddOptions<ListenAddress>().Configure<IConfiguration>((listen, settings) => listen.Urls = settings["urls"]).ValidateOnStart();
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
