namespace CausalClipSeg.Persistence;

/// <summary>
/// Named places where the process ends itself as <c>kill -9</c> would, so that recovery is proven and not assumed. Off unless the environment variable
/// CAUSALCLIPSEG_CRASH_AT names one ("before-commit", or "before-commit:3" for the third passage); then each place is one comparison with null.
/// </summary>
public sealed class CrashPoints
{
    public const string Variable = "CAUSALCLIPSEG_CRASH_AT";
    public const string AfterReceive = "after-receive";
    public const string AfterStore = "after-store";
    public const string BeforeCommit = "before-commit";
    public const string AfterCommit = "after-commit";
    public const string BeforePublish = "before-publish";
    public const string AfterPublish = "after-publish";
    public const string DuringInference = "during-inference";
    public const string AfterSegWritten = "after-seg-written";
    public const string DuringCStore = "during-c-store";
    public const string AfterCStore = "after-c-store";
    public const string DuringTraining = "during-training";

    private static readonly TimeSpan Midway = TimeSpan.FromMilliseconds(2);
    private readonly string? _armed;
    private int _passagesLeft;

    public CrashPoints()
        : this(Environment.GetEnvironmentVariable(Variable))
    {
    }

    /// <summary>The variable's value; null is off.</summary>
    public CrashPoints(string? armed)
    {
        if (string.IsNullOrEmpty(armed))
            return;
        var parts = armed.Split(':');
        if (!All.Contains(parts[0]) || parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out _passagesLeft)))
            throw new InvalidDataException($"{Variable}={armed} names no crash point; use one of {string.Join(", ", All)}, with :N for the N-th passage, or unset it.");
        (_armed, _passagesLeft) = (parts[0], parts.Length == 2 ? _passagesLeft : 1);
    }

    /// <summary>Every name, in the order in which a case meets them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AfterReceive, AfterStore, BeforeCommit, AfterCommit, BeforePublish, AfterPublish, DuringInference, AfterSegWritten, DuringCStore, AfterCStore, DuringTraining,
    ];

    /// <summary>Ends the process here, when this is the armed point and the armed passage.</summary>
    public void Reach(string point)
    {
        if (_armed is not null)
            End(point);
    }

    /// <summary>Ends the process while the work is under way, when this is the armed point and the armed passage.</summary>
    public Task<T> During<T>(string point, Task<T> work) => _armed is null ? work : EndDuringAsync(point, work);

    private async Task<T> EndDuringAsync<T>(string point, Task<T> work)
    {
        if (await Task.WhenAny(work, Task.Delay(Midway)).ConfigureAwait(false) != work)
            End(point);
        return await work.ConfigureAwait(false);
    }

    private void End(string point)
    {
        if (point != _armed || Interlocked.Decrement(ref _passagesLeft) != 0)
            return;
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        // SIGKILL: nothing is flushed, disposed or finished.
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
