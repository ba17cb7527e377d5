using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace CausalClipSeg.Dicom;

/// <summary>
/// UIDs computed from what an object is made of, so that a redelivered message makes the same object and not a second one:
/// a UUID of version 5 (RFC 9562) under the root 2.25 (PS3.5 section B.2).
/// </summary>
public static class DerivedUid
{
    private static readonly Guid _namespace = new("5c3b0a4e-6f0d-4f5e-9a51-3f2c1d9e7b60");

    /// <summary>The kind ("seg", "series", "tracking") keeps apart two UIDs made of the same parts.</summary>
    public static string Create(string kind, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(_namespace.ToByteArray(bigEndian: true));
        Append(hash, kind);
        foreach (var part in parts) Append(hash, part);
        Span<byte> digest = stackalloc byte[20];
        hash.GetHashAndReset(digest);
        return Decimal(digest[..16]);
    }

    // The length comes first: ("ab", "c") and ("a", "bc") are different names.
    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static string Decimal(Span<byte> uuid)
    {
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x50);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return "2.25." + new BigInteger(uuid, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }
}
