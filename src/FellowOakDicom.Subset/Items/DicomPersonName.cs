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

    public string Last => Component(0);

    public string First => Component(1);

    public string Middle => Component(2);

    public string Prefix => Component(3);

    public string Suffix => Component(4);

    private string Component(int index)
    {
        var name = Count == 0 ? "" : Get<string>(0);
        var components = name.Split('=')[0].Split('^');
        return index < components.Length ? components[index] : "";
    }
}
