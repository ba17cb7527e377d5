namespace CausalClipSeg.Model;

/// <summary>The opcodes that a saved state_dict needs; every other is refused.</summary>
internal enum PickleOpcode : byte
{
    Mark = (byte)'(', Stop = (byte)'.', None = (byte)'N', BinInt = (byte)'J', BinInt1 = (byte)'K', BinInt2 = (byte)'M', Long1 = 0x8a,
    BinFloat = (byte)'G', BinUnicode = (byte)'X', ShortBinUnicode = 0x8c, NewTrue = 0x88, NewFalse = 0x89,
    EmptyDict = (byte)'}', EmptyList = (byte)']', EmptyTuple = (byte)')', Tuple = (byte)'t', Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87,
    Append = (byte)'a', Appends = (byte)'e', SetItem = (byte)'s', SetItems = (byte)'u',
    BinPut = (byte)'q', LongBinPut = (byte)'r', Memoize = 0x94, BinGet = (byte)'h', LongBinGet = (byte)'j',
    Global = (byte)'c', StackGlobal = 0x93, Reduce = (byte)'R', Build = (byte)'b', BinPersId = (byte)'Q', Proto = 0x80, Frame = 0x95,
}
