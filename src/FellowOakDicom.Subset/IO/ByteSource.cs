using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.IO;

/// <summary>Bytes in order, from memory or a stream: small values are slices of what was read, large ones stay where they are if they may.</summary>
internal sealed class ByteSource
{
    private const int WindowSize = 1 << 16;
    private const int FirstWindowSize = 1 << 13;
    private const int GrowthStep = 1 << 20;

    private readonly Stream? _stream;
    private readonly Func<long, long, IByteBuffer>? _defer;
    private byte[] _window;
    private int _at;
    private int _end;
    private bool _lent;
    private bool _streamEnded;

    internal ByteSource(ReadOnlyMemory<byte> memory)
    {
        _window = memory.ToArray();
        _end = _window.Length;
        _lent = true;
        _streamEnded = true;
        Length = _end;
    }

    /// <param name="stream">Where the bytes come from, from its present position.</param>
    /// <param name="origin">The position to report for the first byte.</param>
    /// <param name="defer">Makes a buffer for bytes (position, length) that need not be read now; null where all must be read.</param>
    internal ByteSource(Stream stream, long origin, Func<long, long, IByteBuffer>? defer)
    {
        _stream = stream;
        _defer = stream.CanSeek ? defer : null;
        Length = stream.CanSeek ? origin + stream.Length - stream.Position : null;
        _window = new byte[(int)Math.Clamp(Length - origin ?? FirstWindowSize, 16, FirstWindowSize)];
        WindowStart = origin;
    }

    /// <summary>Where the bytes end, where that is known.</summary>
    internal long? Length { get; }

    internal long Position => WindowStart + _at;

    internal bool CanDefer => _defer is not null;

    private long WindowStart { get; set; }

    private int Available => _end - _at;

    /// <summary>Looks at the next bytes, without taking them; empty where fewer remain.</summary>
    internal ReadOnlySpan<byte> Peek(int count) => Available >= count || Fill(count) ? _window.AsSpan(_at, count) : default;

    internal bool AtEnd() => Available == 0 && !Fill(1);

    internal void Take(int count) => _at += count;

    /// <summary>Whether as many bytes may follow; false only where it is certain that they do not.</summary>
    internal bool MayHold(long count) => Length is not { } length || count <= length - Position;

    internal bool TrySkip(long count)
    {
        if (!MayHold(count)) return false;
        if (count <= Available)
        {
            _at += (int)count;
            return true;
        }

        if (_stream is { CanSeek: true })
        {
            var target = Position + count;
            _stream.Seek(count - Available, SeekOrigin.Current);
            (WindowStart, _at, _end) = (target, 0, 0);
            return true;
        }

        while (count > 0)
        {
            if (AtEnd()) return false;
            var step = (int)Math.Min(count, Available);
            _at += step;
            count -= step;
        }

        return true;
    }

    /// <summary>Takes a value without reading it now.</summary>
    internal IByteBuffer? Defer(long count)
    {
        var position = Position;
        return _defer is not null && TrySkip(count) ? _defer(position, count) : null;
    }

    /// <summary>Takes a value; null where the bytes end before it does.</summary>
    internal ReadOnlyMemory<byte>? TakeValue(long count)
    {
        if (!MayHold(count) || count > Array.MaxLength) return null;
        if (count <= Available || (count <= WindowSize / 4 && Fill((int)count)))
        {
            _lent = true;
            var slice = _window.AsMemory(_at, (int)count);
            _at += (int)count;
            return slice;
        }

        return TakeLarge((int)count);
    }

    /// <summary>Takes as many bytes as are at hand; 0 at the end.</summary>
    internal int ReadSome(Span<byte> output)
    {
        if (output.IsEmpty || AtEnd()) return 0;
        var count = Math.Min(output.Length, Available);
        _window.AsSpan(_at, count).CopyTo(output);
        _at += count;
        return count;
    }

    private ReadOnlyMemory<byte>? TakeLarge(int count)
    {
        if (_stream is null) return null;
        var value = GC.AllocateUninitializedArray<byte>(Length is null ? Math.Min(count, GrowthStep) : count);
        var done = Available;
        _window.AsSpan(_at, done).CopyTo(value);
        var start = Position;
        while (done < count)
        {
            if (done == value.Length) Array.Resize(ref value, (int)Math.Min(count, value.Length * 2L));
            var read = _stream.Read(value, done, value.Length - done);
            if (read == 0)
            {
                _streamEnded = true;
                return null;
            }

            done += read;
        }

        (WindowStart, _at, _end) = (start + count, 0, 0);
        return value;
    }

    private bool Fill(int count)
    {
        if (_stream is null || _streamEnded) return false;
        if (_lent || count > _window.Length)
        {
            var next = new byte[(int)Math.Clamp((Length - Position) ?? WindowSize, count, WindowSize)];
            _window.AsSpan(_at, Available).CopyTo(next);
            _lent = false;
            WindowStart += _at;
            (_window, _end, _at) = (next, Available, 0);
        }
        else
        {
            _window.AsSpan(_at, Available).CopyTo(_window);
            WindowStart += _at;
            (_end, _at) = (Available, 0);
        }

        while (Available < count)
        {
            var read = _stream.Read(_window, _end, _window.Length - _end);
            if (read == 0)
            {
                _streamEnded = true;
                return false;
            }

            _end += read;
        }

        return true;
    }
}
