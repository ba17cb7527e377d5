using FellowOakDicom.Network.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FellowOakDicom.Network;

/// <summary>The network layer's entries in a service collection.</summary>
internal static class NetworkRegistration
{
    public static IServiceCollection AddNetworking(this IServiceCollection services)
    {
        services.TryAddSingleton<IDicomServerFactory, DefaultDicomServerFactory>();
        services.TryAddSingleton<IDicomClientFactory, DefaultDicomClientFactory>();
        services.TryAddSingleton<DicomServiceDependencies>();
        return services;
    }
}
