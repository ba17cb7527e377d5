namespace CausalClipSeg.Pipeline.Models;

/// <summary>Names of those who hold leases, such that another process of the same machine can tell whether they live.</summary>
public static class Trainers
{
    /// <summary>
    /// Where a process id means one process: this machine, and in it the namespace of process ids (pid_namespaces(7)), since containers may share the machine's name.
    /// </summary>
    public static string Machine { get; } = $"{Environment.MachineName}:{new FileInfo("/proc/self/ns/pid").LinkTarget}";

    /// <summary>A name of its own for each worker in this process: machine/process/when it began/which.</summary>
    public static string NewName() => $"{Machine}/{Environment.ProcessId}/{Began(Environment.ProcessId)}/{Guid.NewGuid():n}";

    /// <summary>True only where it is certain: a process of this machine that has ended. Another machine's trainers end with their lease.</summary>
    public static bool IsGone(string? name) =>
        name?.Split('/') is [var machine, var process, var began, _] && machine == Machine
        && int.TryParse(process, out var id) && Began(id) != began;

    /// <summary>
    /// Process ids come again; together with its start in clock ticks since boot (proc_pid_stat(5), field 22) a process is the only one of its kind. Empty
    /// where there is none.
    /// </summary>
    private static string Began(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[19];
        }
        catch (IOException)
        {
            return "";
        }
    }
}
