namespace FellowOakDicom.Network;

/// <summary>Whether a rejected association may be tried again (PS3.8 table 9-21).</summary>
public enum DicomRejectResult
{
    Permanent = 1,
    Transient = 2,
}

/// <summary>Who rejected the association (PS3.8 table 9-21).</summary>
public enum DicomRejectSource
{
    Unknown = 0,
    ServiceUser = 1,
    ServiceProviderACSE = 2,
    ServiceProviderPresentation = 3,
}

/// <summary>Why an association was rejected (PS3.8 table 9-21); the high nibble is the source, the low one the value on the wire.</summary>
public enum DicomRejectReason
{
    NoReasonGiven = 0x11,
    ApplicationContextNotSupported = 0x12,
    CallingAENotRecognized = 0x13,
    CalledAENotRecognized = 0x17,
    NoReasonGiven_ = 0x21,
    ProtocolVersionNotSupported = 0x22,
    TemporaryCongestion = 0x31,
    LocalLimitExceeded = 0x32,
}
