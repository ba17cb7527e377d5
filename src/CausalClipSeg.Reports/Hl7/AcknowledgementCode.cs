namespace CausalClipSeg.Reports.Hl7;

/// <summary>What an acknowledgement tells its sender to do: nothing, mend the message, or send it again unchanged (HL7 table 0008).</summary>
public enum AcknowledgementCode
{
    /// <summary>AA or CA: it is ours now.</summary>
    Accept,

    /// <summary>AE or CE: the sender must mend it.</summary>
    Error,

    /// <summary>AR or CR: not taken; send the same again, or elsewhere.</summary>
    Reject,
}
