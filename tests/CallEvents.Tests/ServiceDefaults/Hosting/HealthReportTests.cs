using System.Net;
using System.Text.Json;
using CallEvents.ServiceDefaults.Hosting;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.ServiceDefaults.Hosting;

public sealed class HealthReportTests
{
    private static readonly JsonElement Sample = ReadSample();

    [Fact]
    public async Task Values_are_JSON_of_their_kind_and_times_are_ISO_8601_UTC()
    {
        var data = await ReportAsync(
            new Dictionary<string, object>
            {
                ["time"] = new DateTimeOffset(2026, 3, 15, 16, 31, 58, 417, TimeSpan.FromHours(2)),
                ["wholeSecond"] = new DateTimeOffset(2026, 3, 15, 14, 31, 58, TimeSpan.Zero),
                ["duration"] = TimeSpan.FromMinutes(90),
                ["number"] = 12L,
                ["flag"] = true,
                ["missing"] = null!,
                ["list"] = new[] { DayOfWeek.Monday, DayOfWeek.Friday },
                ["map"] = new Dictionary<DayOfWeek, long> { [DayOfWeek.Monday] = 3 },
            }
        );

        JsonElement
            .DeepEquals(
                data,
                JsonSerializer.Deserialize<JsonElement>(
                    """
                    {
                      "time": "2026-03-15T14:31:58.417Z",
                      "wholeSecond": "2026-03-15T14:31:58Z",
                      "duration": "01:30:00",
                      "number": 12,
                      "flag": true,
                      "missing": null,
                      "list": ["Monday", "Friday"],
                      "map": { "Monday": 3 }
                    }
                    """
                )
            )
            .ShouldBeTrue(data.GetRawText());
    }

    [Fact]
    public async Task The_documented_sample_has_the_members_of_a_running_poller()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-1)));
        await Eventually.Be(() => poller.Status is { Ledger: { LastProgressAt: not null, Counts: not null }, Lease.Holder: not null });
        var entry = (await poller.CheckReadinessAsync()).Entries["poller"];

        var data = await ReportAsync(entry.Data);

        var documented = Sample.GetProperty("checks").GetProperty("poller");
        documented.GetProperty("description").GetString().ShouldBe(entry.Description);
        Kinds(data.GetProperty("main")).ShouldBe(Kinds(documented.GetProperty("data").GetProperty("main")));
    }

    /// <summary>Names and kinds of the members; one that is null may be of any kind.</summary>
    private static IEnumerable<string> Kinds(JsonElement element) =>
        element
            .EnumerateObject()
            .Select(member =>
                member.Name is "apiPausedUntil" ? member.Name
                : member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? $"{member.Name} boolean"
                : $"{member.Name} {member.Value.ValueKind}"
            );

    private static async Task<JsonElement> ReportAsync(IReadOnlyDictionary<string, object> data)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore().AddHealthChecks().AddCheck("check", () => HealthCheckResult.Healthy(data: data), ["ready"]);
        await using var app = builder.Build();
        app.UseRouting();
        HealthEndpoints.Map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var body = await http.GetStringAsync($"{app.Urls.Single()}/health/ready", TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("checks").GetProperty("check").GetProperty("data");
    }

    private static JsonElement ReadSample()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var start = document.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        return JsonSerializer.Deserialize<JsonElement>(document[start..document.IndexOf("```", start, StringComparison.Ordinal)]);
    }
}
