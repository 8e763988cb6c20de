using CallEvents.Local;
using CallEvents.Local.Revont;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Local;

public sealed class SimulatedRevontTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly DataFolder folder = DataFolder.Open(null);

    [Fact]
    public async Task With_rules_every_rep_is_in_the_people_file_with_team_and_manager()
    {
        await using var revont = await StartAsync(hasChanges: true);

        var file = revont.DefaultSettings["People:File"]!;
        var parsed = PeopleFile.Parse(await File.ReadAllTextAsync(file), file);

        parsed.Problems.ShouldBeEmpty();
        parsed.Value!.All.Count.ShouldBe(12);
        parsed.Value.All.Select(person => person.Team).Distinct().ShouldBe(["emea", "amer"], ignoreOrder: true);
        parsed.Value.All.Count(person => person.Manager is not null).ShouldBe(10);
        parsed.Value.All.ShouldAllBe(person => person.Name!.Contains(' ') && person.Email!.EndsWith(".example"));
        revont.DefaultSettings["Transcripts:GiveUpAfter"].ShouldBe("00:00:15");
    }

    [Fact]
    public async Task Without_rules_nothing_changes_after_a_call()
    {
        await using var revont = await StartAsync(hasChanges: false);

        revont.DefaultSettings.Keys.ShouldNotContain("People:File");
        revont.DefaultSettings.Keys.ShouldNotContain("Transcripts:GiveUpAfter");
    }

    [Fact]
    public async Task A_kept_workspace_stays_what_it_was()
    {
        await (await StartAsync(hasChanges: true)).DisposeAsync();
        WorkspaceManifest.Read(folder)!.Simulation!.ToOptions().Faults.Edit.ShouldNotBeNull();

        await (await StartAsync(hasChanges: false)).DisposeAsync();
        WorkspaceManifest.Read(folder)!.Simulation!.ToOptions().Faults.NoTranscript.ShouldNotBeNull();
    }

    public void Dispose() => folder.Dispose();

    private Task<SimulatedRevont> StartAsync(bool hasChanges) =>
        SimulatedRevont.StartAsync(new LocalOptions { Simulation = new SimulationRequest { HasChanges = hasChanges } }, folder, time);
}
