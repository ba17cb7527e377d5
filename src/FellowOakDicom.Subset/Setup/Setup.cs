using FellowOakDicom.Imaging.Codec;
using FellowOakDicom.Network;
using Microsoft.Extensions.DependencyInjection;

namespace FellowOakDicom;

/// <summary>The services that the library itself uses; fo-dicom keeps them in one place for the process, and so must we.</summary>
internal static class Setup
{
    private static readonly Lock Gate = new();

    private static IServiceProvider? Provider { get; set; }

    internal static T Service<T>()
        where T : notnull
    {
        lock (Gate)
        {
            Provider ??= new ServiceCollection().AddFellowOakDicom().BuildServiceProvider();
            return Provider.GetRequiredService<T>();
        }
    }

    internal static void Use(IServiceProvider provider)
    {
        lock (Gate) Provider = provider;
    }
}

/// <summary>Registers the library's services before its first use: <c>new DicomSetupBuilder().RegisterServices(...).Build()</c>.</summary>
public sealed class DicomSetupBuilder
{
    private readonly ServiceCollection _services = [];

    public DicomSetupBuilder()
    {
        _services.AddFellowOakDicom();
    }

    public DicomSetupBuilder RegisterServices(Action<IServiceCollection> registerAction)
    {
        ArgumentNullException.ThrowIfNull(registerAction);
        registerAction(_services);
        return this;
    }

    public void Build() => Setup.Use(_services.BuildServiceProvider());
}

/// <summary>The library's entries in a service collection.</summary>
public static class ServiceCollectionExtensions
{
    public static IServiceCollection AddFellowOakDicom(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging().AddNetworking();
        return services.Any(s => s.ServiceType == typeof(ITranscoderManager)) ? services : services.AddTranscoderManager<DefaultTranscoderManager>();
    }

    public static IServiceCollection AddTranscoderManager<TTranscoderManager>(this IServiceCollection services)
        where TTranscoderManager : class, ITranscoderManager
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (var earlier in services.Where(s => s.ServiceType == typeof(ITranscoderManager)).ToArray()) services.Remove(earlier);
        return services.AddSingleton<ITranscoderManager>(provider =>
        {
            var manager = ActivatorUtilities.CreateInstance<TTranscoderManager>(provider);
            manager.LoadCodecs();
            return manager;
        });
    }
}
