using System.Globalization;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>
/// One service on one embedded store: a second one (systemd's, and another by hand) would share spool, retries and the doors' counts without knowing of the first.
/// The lock is the system's own and ends with its process, however that ends. Trainers and the operator's verbs take none; they may work beside a service.
/// </summary>
internal sealed class StoreLock(IOptions<StorageOptions> storage, IOptions<DatabaseOptions> database) : IDisposable
{
    private FileStream? _held;

    /// <exception cref="InvalidDataException">Nothing can be written below Storage:Root, or another service works there.</exception>
    public void Take()
    {
        var root = Path.GetFullPath(storage.Value.Root);
        if (StorageRoot.Problem(root) is { } problem)
            throw new InvalidDataException(problem);
        if (!string.IsNullOrWhiteSpace(database.Value.Postgres))
            return;
        Directory.CreateDirectory(root);
        var holder = Path.Combine(root, "service.pid");
        try
        {
            _held = new FileStream(Path.Combine(root, "service.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(holder))
        {
            throw new InvalidDataException($"Another service (process {File.ReadAllText(holder)}) works with Storage:Root={root} already, and embedded there can be one only. "
                + "End it, give this one a Storage:Root of its own, or let both share Database:Postgres and Broker:RabbitMq.");
        }
        File.WriteAllText(holder, $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}");
    }

    public void Dispose() => _held?.Dispose();
}
