using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Bulk data: it counts its words, but has no multiplicity that the dictionary could limit.</summary>
public abstract class DicomOtherElement<TValue> : DicomValueElement<TValue>
    where TValue : unmanaged, IConvertible
{
    private protected DicomOtherElement(DicomVR vr, DicomTag tag, TValue[]? values)
        : base(vr, tag, values)
    {
    }

    private protected DicomOtherElement(DicomVR vr, DicomTag tag, IByteBuffer data)
        : base(vr, tag, data)
    {
    }

    public override void Validate()
    {
    }
}
