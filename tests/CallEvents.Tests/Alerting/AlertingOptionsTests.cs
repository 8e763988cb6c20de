using CallEvents.Alerting;

namespace CallEvents.Tests.Alerting;

public sealed class AlertingOptionsTests
{
    private const string Duration = "expected a duration above 00:00:00 and up to 365.00:00:00, such as 00:00:30";

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        var wrong = new AlertingOptions
        {
            GiveUpAfter = TimeSpan.Zero,
            KeepContent = TimeSpan.FromDays(-1),
            Remember = TimeSpan.FromDays(366),
            Instance = "EMEA",
            Workspaces = ["main", " "],
        };

        new AlertingOptions.Validator()
            .Validate(null, wrong)
            .Failures.ShouldBe([
                $"Alerting:GiveUpAfter: found '00:00:00', {Duration}",
                $"Alerting:KeepContent: found '-1.00:00:00', {Duration}",
                $"Alerting:Remember: found '366.00:00:00', {Duration}",
                "Alerting:Instance: found 'EMEA', expected at most 30 lower-case letters, digits and '-', such as emea",
                "Alerting:Workspaces:1: found ' ', expected the name of a workspace, as the poller calls it",
            ]);
    }

    [Fact]
    public void What_is_not_set_is_well() => new AlertingOptions.Validator().Validate(null, new()).Succeeded.ShouldBeTrue();
}
