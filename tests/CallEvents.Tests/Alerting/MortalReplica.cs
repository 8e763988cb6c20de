namespace CallEvents.Tests.Alerting;

/// <summary>A replica that can be killed at any step of its database: from then on it reaches the database no more.</summary>
internal sealed class MortalReplica : IAsyncDisposable
{
    private readonly TaskCompletionSource killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string rules;
    private int stepsLeft = int.MaxValue;

    private MortalReplica(AlertingBench bench, string rules) => (Bench, this.rules) = (bench, rules);

    public AlertingBench Bench { get; }

    /// <summary>Starts one, or one that shares state, clock and channels with another.</summary>
    public static async Task<MortalReplica> StartAsync(string rules, MortalReplica? replicaOf = null)
    {
        var steps = new DatabaseSteps();
        var replica = new MortalReplica(await AlertingBench.CreateAsync(rules, replicaOf: replicaOf?.Bench, steps: steps), rules);
        steps.Step = replica.Step;
        return replica;
    }

    /// <summary>Works until it has done all, or is killed at a step.</summary>
    /// <returns>Whether it was killed before all was done.</returns>
    public async Task<bool> IsKilledAsync(int atStep, Func<AlertingBench, Task> work)
    {
        stepsLeft = atStep;

        // A sender that cannot write down what it has sent tries again for a while: it is left there.
        var working = work(Bench);
        await Task.WhenAny(working, killed.Task);
        if (killed.Task.IsCompleted)
            return true;

        await working;
        stepsLeft = int.MaxValue;
        return false;
    }

    /// <summary>Starts another in its place.</summary>
    public async Task<MortalReplica> ReplaceAsync()
    {
        var next = await StartAsync(rules, replicaOf: this);
        await DisposeAsync();
        return next;
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    private void Step()
    {
        if (killed.Task.IsCompleted || Interlocked.Decrement(ref stepsLeft) == 0)
        {
            killed.TrySetResult();
            throw new KilledException();
        }
    }

    private sealed class KilledException() : Exception("The process has been killed.");
}
