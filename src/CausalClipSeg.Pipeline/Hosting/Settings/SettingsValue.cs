using System.ComponentModel;
using System.Globalization;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Whether a text can be read as the value of its setting, said in words that a site knows; the binder would name .NET's types, or leave the entry of a list out.</summary>
internal static class SettingsValue
{
    /// <returns>Null where it can be read.</returns>
    public static string? Problem(string path, string? text, Type type)
    {
        var kind = Nullable.GetUnderlyingType(type) ?? type;
        if (text is null || (text.Length == 0 && (kind != type || !kind.IsValueType)))
            return null;
        return IsReadable(text, kind) ? null : $"{path} is \"{text}\"{Wanted(kind)}";
    }

    /// <summary>The words of an enumeration: one of them, or several with commas between.</summary>
    public static string Words(Type type)
    {
        var words = Enum.GetNames(type);
        return IsOfSeveral(type) ? $"words of {string.Join(", ", words)} with commas between" : $"{string.Join(", ", words[..^1])} or {words[^1]}";
    }

    public static bool IsOfSeveral(Type type) => type.IsDefined(typeof(FlagsAttribute), inherit: false);

    private static bool IsReadable(string text, Type type)
    {
        // A number that stands for a word passes the converter, whether or not there is such a word.
        if (type.IsEnum)
            return (IsOfSeveral(type) ? text.Split(',') : [text]).All(word => Enum.GetNames(type).Contains(word.Trim(), StringComparer.OrdinalIgnoreCase));
        if (type == typeof(string))
            return true;
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFrom(null, CultureInfo.InvariantCulture, text) is not null;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Wanted(Type type) =>
        type.IsEnum ? $". Write {Words(type)}."
        : type == typeof(bool) ? ". Write true or false."
        : type == typeof(int) || type == typeof(long) ? ", which is no whole number of a size that is possible here."
        : type == typeof(double) ? ", which is no number. Write it with a point, such as 0.5."
        : $", which cannot be read as {type.Name}.";
}
