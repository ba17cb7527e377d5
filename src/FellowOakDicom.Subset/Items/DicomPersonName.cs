using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>A person's name: PN (PS3.5 section 6.2.1), five components in up to three writings.</summary>
public sealed class DicomPersonName : DicomMultiStringElement
{
    public DicomPersonName(DicomTag tag, params string[] values)
        : base(DicomVR.PN, tag, values)
    {
    }

    public DicomPersonName(DicomTag tag, string last, string first, string middle = "", string prefix = "", string suffix = "")
        : base(DicomVR.PN, tag, [string.Join('^', last, first, middle, prefix, suffix).TrimEnd('^')])
    {
    }

    internal DicomPersonName(DicomTag tag, IByteBuffer data)
        : base(DicomVR.PN, tag, data)
    {
    }
}
