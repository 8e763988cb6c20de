using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.ServiceDefaults.Outgoing;

public sealed class RetryAfterTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("120", 120)]
    [InlineData("Sat, 28 Nov 2026 12:01:30 GMT", 90)]
    [InlineData("Sat, 28 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("Mon, 28 Nov 2050 12:00:00 GMT", 86_400)]
    [InlineData("999999999", 86_400)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    [InlineData(null, null)]
    public void Seconds_and_dates_are_read(string? header, int? seconds)
    {
        using var response = new HttpResponseMessage();
        if (header is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", header);

        RetryAfter.Of(response, Time)?.TotalSeconds.ShouldBe(seconds!.Value);
        (RetryAfter.Of(response, Time) is null).ShouldBe(seconds is null);
    }
}
