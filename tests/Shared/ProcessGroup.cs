using System.Diagnostics;

namespace CausalClipSeg.Tests;

/// <summary>
/// A server as a child of the tests that can't outlive them: a small supervisor in a session of its own holds the server's process group
/// and a pipe to the tests; when the pipe breaks, however the tests ended, it stops the group and removes the server's folder.
/// </summary>
public sealed class ProcessGroup : IAsyncDisposable
{
    // Arguments: log file, folder to remove after an aborted run, final signal, command line. Answers on standard output.
    private const string Supervisor = """
        log=$1 folder=$2 final=$3; shift 3
        exec 2>/dev/null
        set -m
        "$@" </dev/null >>"$log" 2>&1 &
        group=$!
        gone= order=
        alive() { [ -z "$gone" ] && { kill -0 -- "-$group" || { gone=1; false; }; }; }
        while :; do
          # Looked at each second, asked or not: the number of a group that is gone may be given to another. What came before the second was over is part of the order.
          read -r -t 1 part; read=$?
          order=$order$part
          [ $read -gt 128 ] && { alive; continue; }
          [ $read -eq 0 ] || break
          case $order in
            alive) if alive; then echo yes; else echo no; fi ;;
            leave) exit 0 ;;
            *) alive && kill -s "$order" -- "-$group"; echo done ;;
          esac
          order=
        done
        alive || { rm -rf -- "$folder"; exit 0; }
        kill -s "$final" -- "-$group"
        for _ in {1..50}; do alive || break; sleep 0.1; done
        kill -s KILL -- "-$group"
        rm -rf -- "$folder"
        """;

    private static readonly TimeSpan _afterKill = TimeSpan.FromSeconds(60);
    private readonly Process _supervisor;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _name;
    private readonly string _log;
    private bool _left;

    private ProcessGroup(Process supervisor, string name, string log) => (_supervisor, _name, _log) = (supervisor, name, log);

    public static ProcessGroup Start(
        string name, TemporaryFolder folder, string finalSignal, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var log = folder.File($"{name}.log");
        var removed = TemporaryFolder.Kept ? folder.File("nothing") : folder.Path;
        var supervised = SupervisorCommand(name, log, removed, finalSignal, command);
        var start = new ProcessStartInfo(supervised[0], supervised[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        var supervisor = Process.Start(start) ?? throw new InvalidOperationException($"{name} could not be started: setsid did not run.");
        return new ProcessGroup(supervisor, name, log);
    }

    /// <summary>The command line whose standard input is the pipe that keeps the server alive.</summary>
    public static string[] SupervisorCommand(string name, string log, string removed, string finalSignal, IEnumerable<string> command) =>
        ["setsid", "bash", "-c", Supervisor, name, log, removed, finalSignal, .. command];

    public async Task<bool> IsAlive() => !_left && await Order("alive") == "yes";

    /// <summary>Sends a signal (TERM, KILL, STOP, CONT …) to every process of the group.</summary>
    public Task Signal(string signal) => Order(signal);

    /// <summary>Sends the signal and waits until the whole group is gone; what is still there after the limit is killed.</summary>
    /// <exception cref="TimeoutException">SIGKILL did not end it either.</exception>
    public async Task Stop(string signal, TimeSpan? limit = null)
    {
        if (_left) return;
        var (watch, patience) = (Stopwatch.StartNew(), limit ?? TimeSpan.FromSeconds(10));
        await Signal(signal);
        while (await IsAlive())
        {
            if (watch.Elapsed > patience) await Signal("KILL");
            if (watch.Elapsed > patience + _afterKill) throw new TimeoutException($"{_name} is still there {_afterKill.TotalSeconds:0} s after SIGKILL. Its log ({_log}) ends:\n{LogTail()}");
            await Task.Delay(20);
        }

        await Leave();
    }

    /// <summary>Waits until <paramref name="answers"/>; a server that ends or stays silent fails with the end of its log.</summary>
    public async Task Ready(Func<Task<bool>> answers, TimeSpan? limit = null)
    {
        var within = limit ?? TimeSpan.FromSeconds(60);
        var watch = Stopwatch.StartNew();
        while (!await answers())
        {
            if (!await IsAlive()) throw new InvalidOperationException($"{_name} ended while it started. Its log ({_log}) ends:\n{LogTail()}");
            if (watch.Elapsed > within)
                throw new TimeoutException($"{_name} did not answer within {within.TotalSeconds:0} s. Its log ({_log}) ends:\n{LogTail()}");
            await Task.Delay(50);
        }
    }

    /// <summary>Processor time of the supervisor's descendants, those that have ended included.</summary>
    public TimeSpan ProcessorTime() => TimeSpan.FromSeconds(Descendants().Sum(process => process.Ticks) / 100.0);

    /// <summary>Resident bytes of the supervisor's descendants, shared pages counted for each.</summary>
    public long Memory() => Descendants().Sum(process => process.Pages) * System.Environment.SystemPageSize;

    private List<ProcessState> Descendants()
    {
        var children = Directory.EnumerateDirectories("/proc").Select(ProcessState.Read).OfType<ProcessState>().ToLookup(process => process.Parent);
        var found = children[_supervisor.Id].ToList();
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i].Id]);
        return found;
    }

    public string LogTail(int lines = 40) => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(lines)) : "";

    public async ValueTask DisposeAsync()
    {
        await Stop("KILL");
        _supervisor.Dispose();
        _turn.Dispose();
    }

    private async Task Leave()
    {
        _left = true;
        await _supervisor.StandardInput.WriteLineAsync("leave");
        await _supervisor.StandardInput.FlushAsync();
        await _supervisor.WaitForExitAsync();
    }

    private async Task<string?> Order(string order)
    {
        await _turn.WaitAsync();
        try
        {
            await _supervisor.StandardInput.WriteLineAsync(order);
            await _supervisor.StandardInput.FlushAsync();
            return await _supervisor.StandardOutput.ReadLineAsync();
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>What /proc/PID/stat tells of a process (proc(5)): processor time in hundredths of a second, resident memory in pages.</summary>
internal sealed record ProcessState(int Id, int Parent, long Ticks, long Pages)
{
    /// <summary>Null for what is no process, or has just ended.</summary>
    public static ProcessState? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), out var id)) return null;
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            // Counted from behind the name, which may hold anything: field 3 is the first.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new(id, int.Parse(fields[1]), fields[11..15].Sum(long.Parse), long.Parse(fields[21]));
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
