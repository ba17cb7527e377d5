using System.Runtime.InteropServices;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>The C interface of CharLS 2, as far as decoding needs it; every call answers 0 or an error number.</summary>
internal static unsafe partial class CharLs
{
    public const string Library = "libcharls.so.2";

    [StructLayout(LayoutKind.Sequential)]
    public struct FrameInfo
    {
        public uint Width;
        public uint Height;
        public int BitsPerSample;
        public int Components;
    }

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    public static partial nint CreateDecoder();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    public static partial void DestroyDecoder(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    public static partial int SetSource(CharLsDecoder decoder, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    public static partial int ReadHeader(CharLsDecoder decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    public static partial int GetFrameInfo(CharLsDecoder decoder, out FrameInfo info);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    public static partial int GetInterleaveMode(CharLsDecoder decoder, out int mode);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    public static partial int Decode(CharLsDecoder decoder, byte* destination, nuint length, uint stride);

    public static string Message(int error) => Marshal.PtrToStringUTF8(ErrorMessage(error))?.TrimEnd('.') ?? $"CharLS error {error}";

    [LibraryImport(Library, EntryPoint = "charls_get_error_message")]
    private static partial nint ErrorMessage(int error);
}

/// <summary>Owns a decoder of CharLS.</summary>
internal sealed class CharLsDecoder() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    public static CharLsDecoder Create()
    {
        var decoder = new CharLsDecoder();
        decoder.SetHandle(CharLs.CreateDecoder());
        return decoder;
    }

    protected override bool ReleaseHandle()
    {
        CharLs.DestroyDecoder(handle);
        return true;
    }
}
