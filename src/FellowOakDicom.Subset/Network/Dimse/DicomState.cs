namespace FellowOakDicom.Network;

/// <summary>The classes of DIMSE status codes (PS3.7 annex C).</summary>
public enum DicomState
{
    Success,
    Cancel,
    Pending,
    Warning,
    Failure,
}
