using CallEvents.CrmUpdater.Mapping;
using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.CrmUpdater.Mapping;

public sealed class CallMappingSourceTests
{
    private readonly string file = Path.Combine(TemporaryFolder.Create(), "mapping.yaml");

    [Fact]
    public void Without_a_file_the_built_in_table_holds()
    {
        var source = new CallMappingSource(null, MappingTables.BuiltIn, MappingTables.Ignored());

        source.Current.Properties.ShouldBe(MappingTables.BuiltIn);
        source.Refresh().ShouldBeNull();
    }

    [Fact]
    public async Task A_wrong_change_keeps_the_mapping_until_it_is_corrected()
    {
        await File.WriteAllTextAsync(file, "properties: { x: outcome }");
        var source = Source();
        source.Current.Properties[^1].Place.ShouldBe($"{file}:1");

        await File.WriteAllTextAsync(file, "properties: { x: outcom, y: z }");
        source.Refresh().ShouldBeNull();
        source.Refresh()!.Count.ShouldBe(2);
        source.Refresh().ShouldBeNull();
        source.Problem.ShouldNotBeNull().ShouldStartWith($"{file}:1:18: properties.x: found 'outcom', expected one of ");
        source.Problem.ShouldEndWith(" (and 1 more)");
        source.Current.Properties[^1].From.ShouldBe("outcome");

        await File.WriteAllTextAsync(file, "properties: { x: title }");
        source.Refresh().ShouldBeNull();
        source.Refresh().ShouldBeEmpty();
        source.Problem.ShouldBeNull();
        source.Current.Properties[^1].From.ShouldBe("title");
    }

    [Fact]
    public async Task A_wrong_file_ends_the_start()
    {
        await File.WriteAllTextAsync(file, "properties: { hs_call_title: { valeu: x } }");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_ => Source());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddWatchedFile<CallMappingSource>();
        using var host = builder.Build();

        var exception = Should.Throw<OptionsValidationException>(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        var failure = StartupFailure.Of(exception).ShouldNotBeNull();
        failure.ExitCode.ShouldBe(2);
        failure.Lines.Count.ShouldBe(2);
        failure.Lines.ShouldAllBe(line => line.StartsWith($"{file}:1:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_setting_that_a_source_needs_is_reported_once()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<CallMappingSource>(_ => throw new OptionsValidationException("", typeof(string), ["Crm:Adapter"]));
        builder.Services.AddWatchedFile<CallMappingSource>();
        using var host = builder.Build();

        Should.NotThrow(() => host.Services.GetRequiredService<IStartupValidator>().Validate());
    }

    private CallMappingSource Source() => new(file, MappingTables.BuiltIn, MappingTables.Ignored());
}
