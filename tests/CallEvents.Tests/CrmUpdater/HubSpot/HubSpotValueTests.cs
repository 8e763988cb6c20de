using System.Globalization;
using CallEvents.CrmUpdater.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotValueTests
{
    [Fact]
    public void Null_clears() => HubSpotValue.Format(null).ShouldBe("");

    [Fact]
    public void Texts_are_trimmed() => HubSpotValue.Format("  won\n").ShouldBe("won");

    [Theory]
    [InlineData(81.5, "81.5")]
    [InlineData(80, "80")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-7, "0.0000001")]
    [InlineData(1e17, "100000000000000000")]
    [InlineData(double.NaN, "")]
    public void Numbers_have_a_point_and_no_exponent(double number, string expected)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            HubSpotValue.Format(number).ShouldBe(expected);
            HubSpotValue.Format(-4L).ShouldBe("-4");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Instants_are_in_UTC_with_milliseconds() =>
        HubSpotValue.Format(new DateTimeOffset(2026, 11, 3, 10, 30, 0, 7, TimeSpan.FromHours(1))).ShouldBe("2026-11-03T09:30:00.007Z");
}
