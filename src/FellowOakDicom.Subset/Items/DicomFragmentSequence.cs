using System.Collections;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Encapsulated pixel data (PS3.5 section A.4): an offset table and the fragments of the compressed frames.</summary>
public abstract class DicomFragmentSequence : DicomItem, IEnumerable<IByteBuffer>
{
    private readonly List<IByteBuffer> _fragments = [];
    private readonly List<uint> _offsetTable = [];

    private protected DicomFragmentSequence(DicomTag tag)
        : base(tag)
    {
    }

    /// <summary>The basic offset table; empty where the writer left it out.</summary>
    public IList<uint> OffsetTable => _offsetTable;

    public IList<IByteBuffer> Fragments => _fragments;

    public void Add(IByteBuffer fragment) => _fragments.Add(fragment);

    public IEnumerator<IByteBuffer> GetEnumerator() => _fragments.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Encapsulated pixel data as OB, which is what the standard asks for.</summary>
public sealed class DicomOtherByteFragment(DicomTag tag) : DicomFragmentSequence(tag)
{
    public override DicomVR ValueRepresentation => DicomVR.OB;
}

/// <summary>Encapsulated pixel data that its writer declared as OW.</summary>
public sealed class DicomOtherWordFragment(DicomTag tag) : DicomFragmentSequence(tag)
{
    public override DicomVR ValueRepresentation => DicomVR.OW;
}
