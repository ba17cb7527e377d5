using System.Reflection;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>One section of the configuration and the options that it fills: what may be said, and where.</summary>
/// <param name="Name">Its path, such as Intake:Dicom.</param>
/// <param name="Options">The type that holds what it says.</param>
/// <param name="Read">The options themselves, checked.</param>
internal sealed record SettingsSection(string Name, Type Options, Func<IServiceProvider, object> Read)
{
    /// <summary>What a site may set; an option may also have properties that follow from others.</summary>
    public static IEnumerable<PropertyInfo> Settable(Type options) =>
        options.GetProperties().Where(property => property.CanWrite || IsCollection(property) || IsNested(property));

    /// <summary>Whether a setting is a section of its own inside this one.</summary>
    public static bool IsNested(PropertyInfo property) =>
        IsOurs(property.PropertyType);

    /// <summary>What the entries of a list or the values of a dictionary are; null for a property that is neither.</summary>
    public static Type? EntriesOf(PropertyInfo property) => IsCollection(property) ? property.PropertyType.GetGenericArguments()[^1] : null;

    /// <summary>What the names of a dictionary's values are; null where they have none.</summary>
    public static Type? NamesOf(PropertyInfo property) => IsByName(property) ? property.PropertyType.GetGenericArguments()[0] : null;

    /// <summary>Whether the values of a setting have names and not numbers.</summary>
    public static bool IsByName(PropertyInfo property) => IsCollection(property) && property.PropertyType.GetGenericTypeDefinition() == typeof(IDictionary<,>);

    public static bool IsOurs(Type type) => type is { IsClass: true, IsAbstract: false } && type.Namespace == typeof(SettingsSection).Namespace;

    private static bool IsCollection(PropertyInfo property) =>
        property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() is var type && (type == typeof(IList<>) || type == typeof(IDictionary<,>));
}
