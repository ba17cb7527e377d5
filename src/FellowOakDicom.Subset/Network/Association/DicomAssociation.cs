using System.Globalization;
using System.Text;

namespace FellowOakDicom.Network;

/// <summary>What two application entities negotiated before they exchange messages (PS3.8 section 7.1).</summary>
public sealed class DicomAssociation
{
    public DicomAssociation()
        : this("ANY-SCU", "ANY-SCP")
    {
    }

    public DicomAssociation(string callingAe, string calledAe)
    {
        CallingAE = callingAe;
        CalledAE = calledAe;
    }

    public string CallingAE { get; set; }

    public string CalledAE { get; set; }

    public string RemoteHost { get; internal set; } = "";

    public int RemotePort { get; internal set; }

    public DicomUID? RemoteImplementationClassUID { get; set; }

    public string RemoteImplementationVersion { get; set; } = "";

    /// <summary>The longest P-DATA-TF that the peer takes (PS3.8 annex D.1); 0 is no limit.</summary>
    public uint MaximumPDULength { get; set; }

    /// <summary>How many requests may wait for an answer (PS3.7 annex D.3.3.3); 0 is no limit.</summary>
    public int MaxAsyncOpsInvoked { get; set; } = 1;

    public int MaxAsyncOpsPerformed { get; set; } = 1;

    public DicomPresentationContextCollection PresentationContexts { get; } = [];

    /// <summary>Set where the peer negotiated the asynchronous operations window: only then may it be answered.</summary>
    internal bool AsyncOpsNegotiated { get; set; }

    /// <summary>A refusal of PS3.8 section 9.3.4 that the association's own parameters call for.</summary>
    internal DicomRejectReason? Unacceptable { get; set; }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Calling AE Title:       {CallingAE}\n");
        text.Append(CultureInfo.InvariantCulture, $"Called AE Title:        {CalledAE}\n");
        text.Append(CultureInfo.InvariantCulture, $"Remote host:            {RemoteHost}\n");
        text.Append(CultureInfo.InvariantCulture, $"Implementation Version: {RemoteImplementationVersion}\n");
        text.Append(CultureInfo.InvariantCulture, $"Maximum PDU Length:     {MaximumPDULength}\n");
        text.Append(CultureInfo.InvariantCulture, $"Async Ops:              {MaxAsyncOpsInvoked}:{MaxAsyncOpsPerformed}\n");
        foreach (var context in PresentationContexts)
            text.Append(CultureInfo.InvariantCulture,
                $"  Context {context.ID}: {context.AbstractSyntax.Name} [{context.GetResultDescription()}] {context.AcceptedTransferSyntax}\n");
        return text.ToString();
    }
}
