namespace FellowOakDicom.Network;

/// <summary>How urgent a request says it is: Priority (0000,0700) (PS3.7 annex E).</summary>
public enum DicomPriority : ushort
{
    Low = 0x0002,
    Medium = 0x0000,
    High = 0x0001,
}
