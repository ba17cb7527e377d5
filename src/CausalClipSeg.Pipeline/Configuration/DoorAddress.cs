using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Where a door of this service listens. Where it cannot, the service does not start, and says which setting to change.</summary>
/// <param name="Door">As people call it: DICOM, MLLP, HTTP.</param>
/// <param name="Settings">The names of the settings of its address and port.</param>
internal sealed record DoorAddress(string Door, string Address, int Port, (string Address, string Port) Settings)
{
    /// <param name="setting">Its name, for the sentence.</param>
    /// <param name="address">What it says.</param>
    /// <param name="words">What may stand there besides an IP address.</param>
    /// <returns>A sentence where nothing can listen there: a name is none of the machine's addresses, and some listeners take one that they do not know for all.</returns>
    public static IEnumerable<ValidationResult> Problems(string setting, string address, params string[] words)
    {
        if (!IPAddress.TryParse(address, out _) && !words.Contains(address))
            yield return new($"{setting} is \"{address}\", which is no IP address. Write 127.0.0.1 for this machine alone, 0.0.0.0 for every address it has, or one of them.");
    }

    /// <exception cref="InvalidDataException">Another program listens there, this user may not, or the machine has no such address.</exception>
    public void Open(Action listen)
    {
        try
        {
            listen();
        }
        catch (Exception failure) when (Reason(failure) is { } reason)
        {
            throw Refusal(reason);
        }
    }

    /// <inheritdoc cref="Open"/>
    public async Task OpenAsync(Func<Task> listen)
    {
        try
        {
            await listen().ConfigureAwait(false);
        }
        catch (Exception failure) when (Reason(failure) is { } reason)
        {
            throw Refusal(reason);
        }
    }

    private InvalidDataException Refusal(string reason) => new($"The {Door} door cannot listen on {Address}:{Port}: {reason}");

    private string? Reason(Exception? failure) => failure switch
    {
        null => null,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => $"another program listens there. End it, or give another port in {Settings.Port}.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"this user may not. Give a port above 1023 in {Settings.Port}, or the capability CAP_NET_BIND_SERVICE (docs/operations.md).",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => $"this machine has no such address. Correct {Settings.Address}; 0.0.0.0 is every address it has.",
        _ => Reason(failure.InnerException),
    };
}
