using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CausalClipSeg.Model;

/// <summary>A name that the pickle refers to; only <see cref="PickleReader"/>'s short list of them means anything.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Where a tensor's numbers lie: a storage of the archive and the view into it.</summary>
internal sealed record PickledTensor(string StorageType, string StorageKey, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);

/// <summary>
/// Reads a pickled state_dict without ever running anything: a checkpoint is hostile input, so only the opcodes and names that a
/// state_dict needs are known, and whatever else appears is refused by its name.
/// </summary>
internal sealed class PickleReader(byte[] data, string path)
{
    private const int MostSteps = 4_000_000; // a state_dict of a thousand tensors and its optimizer take some hundred thousand
    private const string WhatToDo = "Save the weights alone: torch.save(model.state_dict(), file)";
    private static readonly PickleGlobal OrderedDict = new("collections", "OrderedDict");
    private static readonly PickleGlobal Counter = new("collections", "Counter"); // in the state of a scheduler
    private static readonly PickleGlobal RebuildTensor = new("torch._utils", "_rebuild_tensor_v2");
    private static readonly PickleGlobal RebuildParameter = new("torch._utils", "_rebuild_parameter");
    private static readonly object MarkObject = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _position;

    public object? Read()
    {
        try
        {
            for (var step = 0; step < MostSteps; step++)
            {
                var code = (PickleOpcode)data[_position++];
                if (code == PickleOpcode.Stop)
                    return Pop();
                Execute(code);
            }
            throw Refused($"its pickle takes more than {MostSteps} steps");
        }
        catch (Exception problem) when (problem is IndexOutOfRangeException or ArgumentOutOfRangeException or InvalidCastException or OverflowException)
        {
            throw new WeightsException($"{path}: the pickle is broken at byte {_position}; the file is cut short or no checkpoint.", problem);
        }
    }

    private void Execute(PickleOpcode code)
    {
        switch (code)
        {
            case PickleOpcode.Proto: _position++; break;
            case PickleOpcode.Frame: _position += 8; break;
            case PickleOpcode.Mark: _stack.Add(MarkObject); break;
            case PickleOpcode.BinPut: _memo[data[_position++]] = _stack[^1]; break;
            case PickleOpcode.LongBinPut: _memo[Int32()] = _stack[^1]; break;
            case PickleOpcode.Memoize: _memo[_memo.Count] = _stack[^1]; break;
            case PickleOpcode.BinGet: _stack.Add(Remembered(data[_position++])); break;
            case PickleOpcode.LongBinGet: _stack.Add(Remembered(Int32())); break;
            case PickleOpcode.Append: { var item = Pop(); Top<List<object?>>().Add(item); break; }
            case PickleOpcode.Appends: { var items = PopToMark(); Top<List<object?>>().AddRange(items); break; }
            case PickleOpcode.SetItem: { var (value, key) = (Pop(), Pop()); Set([key, value]); break; }
            case PickleOpcode.SetItems: Set(PopToMark()); break;
            case PickleOpcode.Tuple: _stack.Add(PopToMark()); break;
            case PickleOpcode.Tuple1: _stack.Add(PopLast(1)); break;
            case PickleOpcode.Tuple2: _stack.Add(PopLast(2)); break;
            case PickleOpcode.Tuple3: _stack.Add(PopLast(3)); break;
            case PickleOpcode.StackGlobal: { var (name, module) = (Pop<string>(), Pop<string>()); _stack.Add(Known(module, name)); break; }
            case PickleOpcode.Global: _stack.Add(Known(Line(), Line())); break;
            case PickleOpcode.BinPersId: _stack.Add(Storage(Pop())); break;
            case PickleOpcode.Reduce: { var arguments = Pop<object?[]>(); _stack.Add(Called(Pop<PickleGlobal>(), arguments)); break; }
            case PickleOpcode.Build: Pop(); break; // attributes of a dictionary (state_dict's _metadata): not needed
            default: _stack.Add(Constant(code)); break;
        }
    }

    private object? Constant(PickleOpcode code) => code switch
    {
        PickleOpcode.None => null,
        PickleOpcode.NewTrue => true,
        PickleOpcode.NewFalse => false,
        PickleOpcode.BinInt => (long)Int32(),
        PickleOpcode.BinInt1 => (long)data[_position++],
        PickleOpcode.BinInt2 => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        PickleOpcode.Long1 => new BigInteger(Take(data[_position++])) is var number && number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number,
        PickleOpcode.BinFloat => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        PickleOpcode.BinUnicode => Encoding.UTF8.GetString(Take(Int32())),
        PickleOpcode.ShortBinUnicode => Encoding.UTF8.GetString(Take(data[_position++])),
        PickleOpcode.EmptyDict => new Dictionary<string, object?>(StringComparer.Ordinal),
        PickleOpcode.EmptyList => new List<object?>(),
        PickleOpcode.EmptyTuple => Array.Empty<object?>(),
        _ => throw Refused($"it uses the opcode 0x{(byte)code:x2}, which a state_dict does not need"),
    };

    private PickleGlobal Known(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        var isStorage = module == "torch" && name.EndsWith("Storage", StringComparison.Ordinal);
        return isStorage || global == OrderedDict || global == Counter || global == RebuildTensor || global == RebuildParameter
            ? global
            : throw Refused($"it refers to {global}, which a state_dict does not need");
    }

    private object? Called(PickleGlobal function, object?[] arguments)
    {
        if (function == OrderedDict && arguments.Length == 0)
            return new Dictionary<string, object?>(StringComparer.Ordinal);
        if (function == Counter && arguments is [] or [Dictionary<string, object?>])
            return arguments.Length == 0 ? new Dictionary<string, object?>(StringComparer.Ordinal) : arguments[0];
        if (function == RebuildParameter && arguments is [PickledTensor parameter, ..])
            return parameter;
        if (function == RebuildTensor && arguments is [PickledTensor storage, long offset, object?[] shape, object?[] strides, ..])
            return storage with { Offset = offset, Shape = Sides(shape), Strides = Sides(strides) };
        throw Refused($"it calls {function} with arguments that a state_dict does not have");
    }

    private static long[] Sides(object?[] sides) => Array.ConvertAll(sides, side => side is long number ? number : throw new InvalidCastException());

    private PickledTensor Storage(object? identifier) =>
        identifier is object?[] and ["storage", PickleGlobal type, string key, ..]
            ? new PickledTensor(type.Name, key, 0, [], [])
            : throw Refused("it refers to something outside that is no storage");

    private object? Remembered(long key) =>
        _memo.TryGetValue(key, out var value) ? value : throw Refused($"it recalls entry {key}, which it never stored");

    private void Set(object?[] pairs)
    {
        var target = Top<Dictionary<string, object?>>();
        for (var i = 0; i + 1 < pairs.Length; i += 2)
            target[pairs[i] as string ?? Convert.ToString(pairs[i], System.Globalization.CultureInfo.InvariantCulture)!] = pairs[i + 1];
    }

    private object? Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private T Pop<T>() where T : class => Pop() as T ?? throw new InvalidCastException();

    private T Top<T>() where T : class => _stack[^1] as T ?? throw new InvalidCastException();

    private object?[] PopLast(int count)
    {
        object?[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark()
    {
        var items = PopLast(_stack.Count - 1 - _stack.LastIndexOf(MarkObject));
        Pop();
        return items;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var bytes = data.AsSpan(_position, count);
        _position += count;
        return bytes;
    }

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private string Line()
    {
        var length = data.AsSpan(_position).IndexOf((byte)'\n');
        var text = Encoding.UTF8.GetString(Take(length));
        _position++;
        return text;
    }

    private WeightsException Refused(string why) => new($"{path}: the checkpoint is refused: {why}. {WhatToDo}.");
}
