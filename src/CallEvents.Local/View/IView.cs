namespace CallEvents.Local.View;

/// <summary>Shows a run while it lasts.</summary>
internal interface IView
{
    /// <summary>Shows until cancelled, which is no error.</summary>
    Task ShowAsync(CancellationToken over);
}
