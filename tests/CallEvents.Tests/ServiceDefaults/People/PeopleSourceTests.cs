using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.Hosting;
using CallEvents.ServiceDefaults.People;
using CallEvents.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.ServiceDefaults.People;

public sealed class PeopleSourceTests : IDisposable
{
    private const string Jane = "people: { user_1: { name: Jane, email: jane@example.com } }";

    private readonly string file = Path.Combine(TemporaryFolder.Create(), "people.yaml");
    private readonly FakeTimeProvider time = new();
    private readonly CapturedLogs logs = new();

    public void Dispose() => logs.Dispose();

    [Fact]
    public async Task A_changed_file_is_in_use_after_five_seconds()
    {
        await File.WriteAllTextAsync(file, Jane);
        using var host = await StartAsync();
        var people = host.Services.GetRequiredService<PeopleSource>();
        people.Current.Find("user_1")!.Name.ShouldBe("Jane");
        var written = File.GetLastWriteTimeUtc(file);

        await File.WriteAllTextAsync(file, Jane.Replace("Jane", "Joan", StringComparison.Ordinal));
        // The length is the same, too: only the content shows the change.
        File.SetLastWriteTimeUtc(file, written);

        await Eventually.Be(() => Advance(FileWatcher.Interval, () => people.Current.Find("user_1")!.Name == "Joan"));
        logs.Lines.Count(line => line.Contains("in use", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_swapped_link_is_a_changed_file()
    {
        var folder = Path.GetDirectoryName(file)!;
        await File.WriteAllTextAsync(Path.Combine(folder, "old.yaml"), Jane);
        await File.WriteAllTextAsync(Path.Combine(folder, "new.yaml"), "people: { user_2: {} }");
        File.CreateSymbolicLink(file, "old.yaml");
        using var host = await StartAsync();
        var people = host.Services.GetRequiredService<PeopleSource>();

        File.CreateSymbolicLink($"{file}.next", "new.yaml");
        File.Move($"{file}.next", file, overwrite: true);

        people.Refresh().ShouldBeNull();
        people.Refresh().ShouldBeEmpty();
        people.Current.Find("user_2").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_wrong_change_keeps_the_people_and_is_said_once()
    {
        await File.WriteAllTextAsync(file, Jane);
        using var host = await StartAsync();
        var people = host.Services.GetRequiredService<PeopleSource>();

        await File.WriteAllTextAsync(file, "people: { user_1: { name: [], email: jane.example.com, manager: jane@example.com } }");
        await Eventually.Be(() => Advance(FileWatcher.Interval, () => people.Problem is not null));
        for (var look = 0; look < 3; look++)
            host.Services.GetServices<IHostedService>().OfType<FileWatcher>().Single().RefreshAll();

        people.Current.Find("user_1")!.Name.ShouldBe("Jane");
        people.Problem.ShouldBe($"{file}:1:27: people.user_1.name: found a list, expected a text (and 2 more)");
        logs.Lines.Count(line => line.Contains("is rejected", StringComparison.Ordinal)).ShouldBe(3, "one line for each problem");
        string.Concat(logs.Lines).ShouldNotContain("@");

        File.Delete(file);
        people.Refresh().ShouldBeNull();
        people.Refresh().ShouldBe([$"People:File: found '{file}', expected a file that exists and can be read"]);
        people.Refresh().ShouldBeNull();

        await File.WriteAllTextAsync(file, Jane);
        people.Refresh().ShouldBeNull();
        people.Refresh().ShouldBeEmpty();
        people.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task An_unchanged_file_is_not_parsed_again()
    {
        await File.WriteAllTextAsync(file, Jane);
        using var host = await StartAsync();
        var people = host.Services.GetRequiredService<PeopleSource>();
        var before = people.Current;

        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddHours(1));

        people.Refresh().ShouldBeNull();
        people.Current.ShouldBeSameAs(before);
    }

    [Fact]
    public async Task Without_a_file_there_are_no_people()
    {
        using var host = await StartAsync(" ");
        var people = host.Services.GetRequiredService<PeopleSource>();

        people.Current.All.ShouldBeEmpty();
        people.Refresh().ShouldBeNull();
        people.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_wrong_file_ends_the_start_with_a_line_for_each_problem()
    {
        await File.WriteAllTextAsync(file, "people: { user_1: { name: [], email: x } }");

        (await FailureAsync()).ShouldBe([
            $"{file}:1:27: people.user_1.name: found a list, expected a text",
            $"{file}:1:38: people.user_1.email: found another text, expected an e-mail address",
        ]);
    }

    [Fact]
    public async Task A_missing_file_ends_the_start() =>
        (await FailureAsync()).ShouldBe([$"People:File: found '{file}', expected a file that exists and can be read"]);

    [Fact]
    public async Task A_file_in_another_encoding_ends_the_start()
    {
        await File.WriteAllBytesAsync(file, [.. "people: { user_1: { name: J"u8, 0xF6, .. "rg } }"u8]);

        (await FailureAsync()).ShouldBe([$"People:File: found '{file}', expected a file in UTF-8"]);
    }

    private async Task<IReadOnlyList<string>> FailureAsync()
    {
        var exception = await Should.ThrowAsync<Exception>(() => StartAsync());
        var failure = StartupFailure.Of(exception).ShouldNotBeNull();
        failure.ExitCode.ShouldBe(2);
        return failure.Lines;
    }

    private async Task<IHost> StartAsync(string? name = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("People:File", name ?? file)]);
        builder.Logging.AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddPeople();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private bool Advance(TimeSpan by, Func<bool> condition)
    {
        time.Advance(by);
        return condition();
    }
}
