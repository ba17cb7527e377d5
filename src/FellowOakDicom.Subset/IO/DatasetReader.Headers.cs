namespace FellowOakDicom.IO;

internal sealed partial class DatasetReader
{
    private ElementHeader ReadHeader(ReadScope scope)
    {
        var position = _source.Position;
        var start = _source.Peek(8);
        if (start.IsEmpty)
            throw Broken($"The data end in the middle of an element's header at byte {position}; the file was cut short.");
        var tag = Tag(start);
        if (tag >> 16 == 0xFFFE || !_explicit) return Implicit(tag, scope, position);
        if (DicomVR.FromBytes(start[4], start[5]) is not { } vr) return UnknownVR(tag, scope, position);
        if (vr.Is16bitLength)
        {
            var length = Short(start[6..]);
            _source.Take(8);
            return new ElementHeader(tag, vr, length, position);
        }

        return LongForm(tag, vr, position);
    }

    private ElementHeader LongForm(uint tag, DicomVR vr, long position)
    {
        var start = _source.Peek(12);
        if (start.IsEmpty)
            throw Broken($"The data end in the middle of the header of {(DicomTag)tag} at byte {position}; the file was cut short.");
        var length = Long(start[8..]);
        _source.Take(12);
        return new ElementHeader(tag, vr, length, position);
    }

    private ElementHeader Implicit(uint tag, ReadScope scope, long position)
    {
        var length = Long(_source.Peek(8)[4..]);
        _source.Take(8);
        var vr = scope.RepresentationOf(tag);
        if (length == ElementHeader.Undefined && vr != DicomVR.SQ) vr = tag == DicomTag.PixelData.Value ? DicomVR.OB : DicomVR.UN;
        return new ElementHeader(tag, vr, length, position);
    }

    /// <summary>
    /// Two letters that no edition knows are a new representation, written in the long form (PS3.5 section 7.1.2), or a wrong old one in the
    /// short form; what is no letters at all is an element that its writer left implicit.
    /// </summary>
    private ElementHeader UnknownVR(uint tag, ReadScope scope, long position)
    {
        var start = _source.Peek(8);
        var isText = start[4] is >= 0x20 and < 0x7F && start[5] is >= 0x20 and < 0x7F;
        if (isText && start[6] == 0 && start[7] == 0)
        {
            var longer = _source.Peek(12);
            if (!longer.IsEmpty && (Long(longer[8..]) == ElementHeader.Undefined || _source.MayHold(Long(longer[8..]) + 12L)))
                return LongForm(tag, DicomVR.UN, position);
        }

        if (!isText || _source.Length is null || _source.MayHold(8L + Long(start[4..]))) return Implicit(tag, scope, position);
        var length = Short(start[6..]);
        if (!_source.MayHold(8L + length))
        {
            throw Broken($"{(DicomTag)tag} at byte {position} has the value representation '{(char)start[4]}{(char)start[5]}', "
                + "which PS3.5 does not know, and no length that fits; the data are damaged.");
        }

        _source.Take(8);
        return new ElementHeader(tag, DicomVR.UN, length, position);
    }
}
