using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.Poller.Status;
using CallEvents.Poller.Workspaces;

namespace CallEvents.Local.View;

/// <summary>The in-process status of the three services.</summary>
internal sealed record ServiceStatuses(PollerStatus Poller, LiveStates States, CrmUpdaterStatus CrmUpdater, AlertingStatus Alerting);
