using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Binds every section and checks it before anything starts, so that a wrong setting is a sentence and not a fault at night.</summary>
internal static class OptionsRegistration
{
    public static IServiceCollection AddPipelineOptions(this IServiceCollection services, IConfiguration configuration)
    {
        Bind<StorageOptions, StorageOptionsValidator>(services, configuration, StorageOptions.Section);
        Bind<BrokerOptions, BrokerOptionsValidator>(services, configuration, BrokerOptions.Section);
        Bind<PacsOptions, PacsOptionsValidator>(services, configuration, PacsOptions.Section);
        Bind<DicomDoorOptions, DicomDoorOptionsValidator>(services, configuration, DicomDoorOptions.Section);
        Bind<IntakeOptions, IntakeOptionsValidator>(services, configuration, IntakeOptions.Section);
        Bind<MllpDoorOptions, MllpDoorOptionsValidator>(services, configuration, MllpDoorOptions.Section);
        Bind<FhirDoorOptions, FhirDoorOptionsValidator>(services, configuration, FhirDoorOptions.Section);
        Bind<MonaiOptions, MonaiOptionsValidator>(services, configuration, MonaiOptions.Section);
        Bind<MatchingOptions, MatchingOptionsValidator>(services, configuration, MatchingOptions.Section);
        Bind<ModelOptions, ModelOptionsValidator>(services, configuration, ModelOptions.Section);
        Bind<LabelOptions, LabelOptionsValidator>(services, configuration, LabelOptions.Section);
        Bind<DatasetOptions, DatasetOptionsValidator>(services, configuration, DatasetOptions.Section);
        Bind<PromotionOptions, PromotionOptionsValidator>(services, configuration, PromotionOptions.Section);
        Bind<DriftOptions, DriftOptionsValidator>(services, configuration, DriftOptions.Section);
        Bind<RetrainingOptions, RetrainingOptionsValidator>(services, configuration, RetrainingOptions.Section);
        Bind<StatusOptions, StatusOptionsValidator>(services, configuration, StatusOptions.Section);
        Bind<OidcOptions, OidcOptionsValidator>(services, configuration, OidcOptions.Section);
        Bind<TelemetryOptions, TelemetryOptionsValidator>(services, configuration, TelemetryOptions.Section);
        Bind<AuditOptions, AuditOptionsValidator>(services, configuration, AuditOptions.Section);
        Bind<DatabaseOptions, DatabaseOptionsValidator>(services, configuration, DatabaseOptions.Section);
        Bind<ReferringOptions, ReferringOptionsValidator>(services, configuration, ReferringOptions.Section);
        var isShared = !string.IsNullOrWhiteSpace(configuration.GetSection(DatabaseOptions.Section)[nameof(DatabaseOptions.Postgres)]);
        services.AddSingleton<IValidateOptions<LabelOptions>>(new SharedReaderKeyValidator(isShared)).AddSingleton<IValidateOptions<RetrainingOptions>, ScheduleValidator>();
        return services;
    }

    /// <summary>What a running service takes over when its settings change: rules and destinations.</summary>
    public static IServiceCollection AddLiveOptions(this IServiceCollection services) => services
        .AddSingleton<IOptions<IntakeOptions>, LiveOptions<IntakeOptions>>()
        .AddSingleton<IOptions<MatchingOptions>, LiveOptions<MatchingOptions>>()
        .AddSingleton<IOptions<ReferringOptions>, LiveOptions<ReferringOptions>>()
        .AddSingleton<IOptions<PacsOptions>, LiveOptions<PacsOptions>>()
        .AddSingleton<IOptions<PromotionOptions>, LiveOptions<PromotionOptions>>();

    private static void Bind<TOptions, TValidator>(IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddSingleton(new SettingsSection(section, typeof(TOptions), provider => provider.GetRequiredService<IOptions<TOptions>>().Value));
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }
}
