using FellowOakDicom.IO.Buffer;
using FellowOakDicom.Text;

namespace FellowOakDicom;

/// <summary>An element whose value is text; bytes that were read stay as they were until the text or another character set is wanted.</summary>
public abstract class DicomStringElement : DicomElement
{
    private readonly DicomVR _vr;
    private string? _text;
    private IByteBuffer? _buffer;

    private protected DicomStringElement(DicomVR vr, DicomTag tag, string? value)
        : base(tag)
    {
        _vr = vr;
        _text = value ?? "";
    }

    private protected DicomStringElement(DicomVR vr, DicomTag tag, IByteBuffer data)
        : base(tag)
    {
        _vr = vr;
        _buffer = data;
        FromBytes = true;
    }

    public override DicomVR ValueRepresentation => _vr;

    public override int Count => IsEmpty ? 0 : 1;

    public override IByteBuffer Buffer => _buffer ??= Encode(CharacterSet);

    /// <summary>The whole value without its trailing padding.</summary>
    internal string Text => _text ??= Decode();

    internal DicomCharacterSet CharacterSet { get; private set; } = DicomCharacterSet.Default;

    private protected bool IsEmpty => _text is { } text ? text.Length == 0 : _buffer is null || _buffer.Size == 0 || Text.Length == 0;

    private bool FromBytes { get; }

    public override T Get<T>(int item = -1)
    {
        if (item > 0) throw NoSuchValue(item);
        if (typeof(T) == typeof(string) || typeof(T) == typeof(object)) return (T)(object)Text;
        if (typeof(T) == typeof(string[]) || typeof(T) == typeof(object[])) return (T)(object)new[] { Text };
        if (typeof(T) == typeof(byte[])) return (T)(object)Buffer.Data;
        return (T)ConvertValue(Text, typeof(T));
    }

    public override void Validate()
    {
        base.Validate();
        if (!IsEmpty) ValidateText();
    }

    /// <summary>The bytes under a character set: those that were read, where they were read under the same one or none is declared.</summary>
    internal IByteBuffer BufferIn(DicomCharacterSet set)
    {
        if (!_vr.IsStringEncoded || (_buffer is not null && (set.Equals(CharacterSet) || (FromBytes && set.Equals(DicomCharacterSet.Default)))))
            return Buffer;
        return _buffer is not null && System.Text.Ascii.IsValid(_buffer.Span()) && !_buffer.Span().Contains((byte)0x1B) ? Buffer : Encode(set);
    }

    /// <summary>What a data set tells its elements: text made here will be written in its character set.</summary>
    internal void Adopt(DicomCharacterSet set)
    {
        if (FromBytes || set.Equals(CharacterSet)) return;
        CharacterSet = set;
        _buffer = null;
    }

    /// <summary>What the reader knows: the character set that the bytes were written in.</summary>
    internal void ReadUnder(DicomCharacterSet set) => CharacterSet = set;

    private protected virtual void ValidateText() => _vr.ValidateString(Text);

    private protected object ConvertValue(string value, Type type)
    {
        try
        {
            return TextConversion.To(value, type, _vr) ?? throw CannotBe(type);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new DicomDataException($"{Tag} {Tag.DictionaryEntry.Name} holds '{value}', which is no {type.Name}.", e);
        }
    }

    private string Decode()
    {
        var text = CharacterSet.Decode(Buffer.Span(), _vr == DicomVR.PN);
        return text.TrimEnd(' ', '\0');
    }

    private MemoryByteBuffer Encode(DicomCharacterSet set)
    {
        var bytes = set.Encode(Text, _vr == DicomVR.PN);
        if ((bytes.Length & 1) == 1)
        {
            Array.Resize(ref bytes, bytes.Length + 1);
            bytes[^1] = _vr.PaddingValue;
        }

        return new MemoryByteBuffer(bytes);
    }
}
