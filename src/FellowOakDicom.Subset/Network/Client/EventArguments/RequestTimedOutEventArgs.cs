namespace FellowOakDicom.Network.Client.EventArguments;

/// <summary>Which request got no answer, and how long it waited.</summary>
public sealed class RequestTimedOutEventArgs(DicomRequest request, TimeSpan timeout) : EventArgs
{
    public DicomRequest Request { get; } = request;

    public TimeSpan Timeout { get; } = timeout;
}
