using System.Runtime.InteropServices;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>A compressed frame in memory as the stream that OpenJPEG reads from.</summary>
internal sealed unsafe class OpenJpegSource : IDisposable
{
    private static readonly nuint _end = nuint.MaxValue;
    private readonly ReadOnlyMemory<byte> _bytes;
    private GCHandle _self;
    private long _position;

    public OpenJpegSource(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _self = GCHandle.Alloc(this);
        Stream = OpenJpeg.CreateStream(isInput: 1);
        OpenJpeg.SetUserData(Stream, GCHandle.ToIntPtr(_self), 0);
        OpenJpeg.SetLength(Stream, (ulong)bytes.Length);
        OpenJpeg.SetRead(Stream, &Read);
        OpenJpeg.SetSkip(Stream, &Skip);
        OpenJpeg.SetSeek(Stream, &Seek);
    }

    public nint Stream { get; }

    public void Dispose()
    {
        OpenJpeg.DestroyStream(Stream);
        _self.Free();
    }

    [UnmanagedCallersOnly]
    private static nuint Read(byte* buffer, nuint count, nint user)
    {
        var source = Of(user);
        var available = (int)Math.Min((ulong)count, (ulong)(source._bytes.Length - source._position));
        if (available <= 0) return _end;
        source._bytes.Span.Slice((int)source._position, available).CopyTo(new Span<byte>(buffer, available));
        source._position += available;
        return (nuint)available;
    }

    [UnmanagedCallersOnly]
    private static long Skip(long count, nint user)
    {
        var source = Of(user);
        var target = Math.Clamp(source._position + count, 0, source._bytes.Length);
        var skipped = target - source._position;
        source._position = target;
        return skipped == 0 && count != 0 ? -1 : skipped;
    }

    [UnmanagedCallersOnly]
    private static int Seek(long position, nint user)
    {
        var source = Of(user);
        if (position < 0 || position > source._bytes.Length) return 0;
        source._position = position;
        return 1;
    }

    private static OpenJpegSource Of(nint user) =>
        GCHandle.FromIntPtr(user).Target as OpenJpegSource ?? throw new InvalidOperationException("OpenJPEG handed back a stream that was not given to it.");
}
