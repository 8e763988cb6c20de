using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Local.View;

/// <summary>The in-process status of the three services.</summary>
internal sealed record ServiceStatuses(PollerStatus Poller, CrmUpdaterStatus CrmUpdater, AlertingStatus Alerting);
