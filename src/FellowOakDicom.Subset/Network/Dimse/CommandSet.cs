using System.Buffers.Binary;
using System.Text;
using FellowOakDicom.Network.Pdu;

namespace FellowOakDicom.Network;

/// <summary>
/// Command sets as bytes: Implicit VR Little Endian, group 0000 only (PS3.7 section 6.3.1). They come from the peer
/// before anything else of a message, so they are read here with every length checked.
/// </summary>
internal static class CommandSet
{
    private const int HeaderLength = 8;

    /// <summary>What a peer sends is shown as it is; our own values are right by construction.</summary>
    public static DicomDataset Empty() => new DicomDataset().NotValidated();

    public static byte[] Write(DicomDataset command)
    {
        using var stream = new MemoryStream(256);
        stream.Write(stackalloc byte[12] { 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0 });
        Span<byte> header = stackalloc byte[HeaderLength];
        foreach (var item in command.Where(i => i.Tag.Group == 0 && i.Tag.Element != 0))
        {
            var value = Value(command, item.Tag, item.ValueRepresentation);
            BinaryPrimitives.WriteUInt16LittleEndian(header, item.Tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], item.Tag.Element);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)value.Length);
            stream.Write(header);
            stream.Write(value);
        }

        var bytes = stream.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)(bytes.Length - 12));
        return bytes;
    }

    public static DicomDataset Read(ReadOnlySpan<byte> bytes)
    {
        var command = Empty();
        var total = bytes.Length;
        while (bytes.Length > 0)
        {
            if (bytes.Length < HeaderLength)
                throw PduException.Invalid($"The command set ends inside an element's header, at byte {total - bytes.Length} of {total}.");
            var tag = new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            if (tag.Group != 0 || length > bytes.Length - HeaderLength)
                throw PduException.Invalid($"The command set has the element {tag} of {length} bytes at byte {total - bytes.Length} of {total}.");
            Add(command, tag, bytes.Slice(HeaderLength, (int)length));
            bytes = bytes[(HeaderLength + (int)length)..];
        }

        return command;
    }

    private static void Add(DicomDataset command, DicomTag tag, ReadOnlySpan<byte> value)
    {
        var vr = Representation(tag);
        if (vr == DicomVR.US && value.Length >= 2)
            command.AddOrUpdate(tag, BinaryPrimitives.ReadUInt16LittleEndian(value));
        else if (vr == DicomVR.UI)
            command.AddOrUpdate(vr, tag, Encoding.ASCII.GetString(value).TrimEnd('\0', ' '));
        else if (vr == DicomVR.AE || vr == DicomVR.LO)
            command.AddOrUpdate(vr, tag, Encoding.ASCII.GetString(value).Trim('\0', ' '));
    }

    /// <summary>The elements that the messages here use; the others, retired ones above all, say nothing to us.</summary>
    private static DicomVR? Representation(DicomTag tag) => tag.Element switch
    {
        0x0002 or 0x0003 or 0x1000 or 0x1001 => DicomVR.UI,
        0x0100 or 0x0110 or 0x0120 or 0x0700 or 0x0800 or 0x0900 or 0x0903 => DicomVR.US,
        0x1002 or 0x1008 or 0x1020 or 0x1021 or 0x1022 or 0x1023 or 0x1031 => DicomVR.US,
        0x0600 or 0x1030 => DicomVR.AE,
        0x0902 => DicomVR.LO,
        _ => null,
    };

    private static byte[] Value(DicomDataset command, DicomTag tag, DicomVR vr)
    {
        if (vr == DicomVR.US)
        {
            var number = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(number, command.GetSingleValue<ushort>(tag));
            return number;
        }

        var text = command.GetSingleValue<string>(tag);
        var padding = vr == DicomVR.UI ? "\0" : " ";
        return Encoding.ASCII.GetBytes((text.Length & 1) == 0 ? text : text + padding);
    }
}
