namespace CallEvents.Local.View;

/// <summary>Shows the progress of a run.</summary>
internal interface IView
{
    /// <summary>Shows the run until cancelled; returns normally on cancellation.</summary>
    Task ShowAsync(CancellationToken runEnded);
}
