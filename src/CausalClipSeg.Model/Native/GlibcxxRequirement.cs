using System.Buffers.Binary;
using System.Text;

namespace CausalClipSeg.Model;

/// <summary>
/// Relaxes the one requirement that keeps the native bridge from loading beside an older libstdc++: a symbol version needed only
/// for the stream initialisation that libtorch itself has already done.
/// </summary>
internal static class GlibcxxRequirement
{
    public const string Version = "GLIBCXX_3.4.32";
    private const string InitialisationSymbol = "_ZSt21ios_base_library_initv";
    private const string HarmlessSymbol = "getpid"; // no arguments, no effect, in every libc
    private const uint DynamicSymbols = 11, VersionNeeds = 0x6ffffffe, VersionSymbols = 0x6fffffff;
    private const ushort WeakFlag = 2, GlobalVersion = 1;
    private const int SymbolSize = 24;

    private readonly record struct Section(uint Type, int Offset, int Size, int Link, int Info);

    public static void Relax(byte[] elf, string name)
    {
        if (elf.Length < 64 || !elf.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw Unexpected(name, "it is not a 64-bit little-endian ELF file");
        var sections = Sections(elf);
        var symbols = Find(sections, DynamicSymbols, name);
        var strings = sections[symbols.Link];
        var index = WeakenVersion(elf, Find(sections, VersionNeeds, name), strings, name);
        var versions = Find(sections, VersionSymbols, name);
        for (var i = 0; i < versions.Size / 2; i++)
        {
            var version = elf.AsSpan(versions.Offset + 2 * i, 2);
            if (BinaryPrimitives.ReadUInt16LittleEndian(version) != index)
                continue;
            Rename(elf, strings.Offset + (int)UInt32(elf, symbols.Offset + i * SymbolSize), name);
            BinaryPrimitives.WriteUInt16LittleEndian(version, GlobalVersion);
        }
    }

    private static ushort WeakenVersion(byte[] elf, Section needs, Section strings, string name)
    {
        var need = needs.Offset;
        for (var i = 0; i < needs.Info; i++)
        {
            var auxiliary = need + (int)UInt32(elf, need + 8);
            for (int j = 0, count = UInt16(elf, need + 2); j < count; j++)
            {
                if (Text(elf, strings.Offset + (int)UInt32(elf, auxiliary + 8)) == Version)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(auxiliary + 4), (ushort)(UInt16(elf, auxiliary + 4) | WeakFlag));
                    return UInt16(elf, auxiliary + 6);
                }
                auxiliary += (int)UInt32(elf, auxiliary + 12);
            }
            need += (int)UInt32(elf, need + 12);
        }
        throw Unexpected(name, $"it does not ask for {Version}, so another library is missing; see `ldd {name}`");
    }

    private static void Rename(byte[] elf, int offset, string name)
    {
        if (Text(elf, offset) is var symbol && symbol != InitialisationSymbol)
            throw Unexpected(name, $"it needs {symbol} of {Version}, which has no harmless stand-in");
        Encoding.ASCII.GetBytes(HarmlessSymbol + "\0").CopyTo(elf, offset);
    }

    private static Section[] Sections(byte[] elf)
    {
        var start = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(0x28));
        var size = UInt16(elf, 0x3a);
        return [.. Enumerable.Range(0, UInt16(elf, 0x3c)).Select(i => start + i * size).Select(at => new Section(
            UInt32(elf, at + 4), (int)UInt32(elf, at + 0x18), (int)UInt32(elf, at + 0x20), (int)UInt32(elf, at + 0x28), (int)UInt32(elf, at + 0x2c)))];
    }

    private static Section Find(Section[] sections, uint type, string name) =>
        sections.FirstOrDefault(section => section.Type == type) is { Size: > 0 } found
            ? found
            : throw Unexpected(name, $"it has no section of type 0x{type:x}");

    private static string Text(byte[] elf, int offset) =>
        Encoding.ASCII.GetString(elf, offset, Array.IndexOf(elf, (byte)0, offset) - offset);

    private static ushort UInt16(byte[] elf, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(offset));

    private static uint UInt32(byte[] elf, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(offset));

    private static DllNotFoundException Unexpected(string name, string reason) =>
        new($"{name} does not load on this system and cannot be adapted: {reason}. Use a system with GCC 13's libstdc++ or newer (Debian 13, Ubuntu 24.04).");
}
