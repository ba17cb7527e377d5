namespace CausalClipSeg.Tests;

/// <summary>What the private servers have in common: a folder of their own, a process group, stopping gently or hard, and coming back with the same data.</summary>
public abstract class PrivateServer(string name, string gentle) : IAsyncDisposable
{
    private ProcessGroup? _group;

    protected TemporaryFolder Folder { get; } = new(name);

    /// <summary>Launches the server on its ports and data, and returns when it answers.</summary>
    public async Task Launch()
    {
        if (_group is not null) await End(_group.DisposeAsync().AsTask());
        ServerLogsAttribute.Add(this, name);
        _group = ProcessGroup.Start(name, Folder, gentle, Command(), Environment());
        await _group.Ready(Answers, TimeSpan.FromSeconds(180));
    }

    public async Task<bool> IsAlive() => _group is not null && await _group.IsAlive();

    /// <summary>Asks it to end, and waits until it has.</summary>
    public Task Stop() => _group is null ? Task.CompletedTask : End(_group.Stop(gentle, TimeSpan.FromSeconds(30)));

    /// <summary>Ends it as a power failure would.</summary>
    public Task Kill() => _group is null ? Task.CompletedTask : End(_group.Stop("KILL"));

    /// <summary>Freezes it: connections stay open and nothing answers, as with a hung host.</summary>
    public Task Pause() => Signal("STOP");

    public Task Resume() => Signal("CONT");

    public async Task Restart()
    {
        await Stop();
        await Launch();
    }

    /// <summary>What the server has used so far.</summary>
    public TimeSpan ProcessorTime() => _group?.ProcessorTime() ?? TimeSpan.Zero;

    public string LogTail(int lines = 40) => _group?.LogTail(lines) ?? "";

    public virtual async ValueTask DisposeAsync()
    {
        ServerLogsAttribute.Remove(this);
        if (_group is not null) await End(_group.DisposeAsync().AsTask());
        await Folder.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract IEnumerable<string> Command();

    protected virtual IReadOnlyDictionary<string, string> Environment() => new Dictionary<string, string>();

    protected abstract Task<bool> Answers();

    /// <summary>Sends a signal to whatever belongs to the server.</summary>
    protected virtual Task Signal(string signal) => _group?.Signal(signal) ?? Task.CompletedTask;

    /// <summary>Ends what has left the server's process group and may outlive it for a while, with its files and its memory.</summary>
    protected virtual Task EndOthers() => Task.CompletedTask;

    private async Task End(Task group)
    {
        await group;
        await EndOthers();
    }
}
