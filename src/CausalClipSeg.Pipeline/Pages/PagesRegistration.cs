using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The pages and the HTTP API, by name: what they are made of, and which addresses they answer.</summary>
internal static class PagesRegistration
{
    public static void AddPages(this IServiceCollection services, StatusOptions status, OidcOptions oidc, SiteCertificates certificates)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        });
        services.AddRazorComponents();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddPageCompression();
        services.AddApiDocument();
        services.AddAuthentication(AccessHandler.Scheme).AddScheme<AuthenticationSchemeOptions, AccessHandler>(AccessHandler.Scheme, null).AddOidc(status, oidc, certificates);
        services.AddSingleton<OidcVisitors>();
        services.AddAuthorization(AccessPolicy.AddTo);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = AntiforgeryFilter.Header;
            antiforgery.FormFieldName = AntiforgeryFilter.Field;
            antiforgery.Cookie.Name = "causalclipseg-antiforgery";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = OidcRegistration.Secure(status);
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        // Beside the records, so that a restart signs nobody out.
        services.AddDataProtection().SetApplicationName("causalclipseg");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(keys =>
            keys.XmlRepository = new FileSystemXmlRepository(
                new DirectoryInfo(provider.GetRequiredService<InstanceStore>().KeysFolder), provider.GetRequiredService<ILoggerFactory>())));
        services.AddSingleton<AssetFiles>().AddSingleton<AccessKeys>().AddSingleton<Sessions>();
        services.AddSingleton<Overview>().AddSingleton<WorklistReader>();
        services.AddSingleton<CaseReader>().AddSingleton<RadiographPixels>().AddSingleton<ProbabilityMaps>().AddSingleton<ReviewDesk>().AddSingleton<ReviewQueue>();
        services.AddSingleton<Machine>().AddSingleton<HealthReader>().AddSingleton<ModelsReader>().AddSingleton<ModelActions>();
        services.AddSingleton<ChangeFeed>().AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
    }

    public static void MapPages(this WebApplication app)
    {
        app.UsePageCompression();
        app.UseMiddleware<FailedRequests>();
        app.UseRefusalAudit();
        app.UseSentencesForWrongInput();
        app.UseAuthentication();
        app.UseAuthorization();
        app.Services.GetRequiredService<AssetFiles>().Map(app);
        app.MapOpenApi("/openapi.json").RequireAuthorization(AccessPolicy.Look);
        app.MapSignIn();
        app.MapEvents();
        app.MapWorklist();
        app.MapCases();
        app.MapCaseActions();
        app.MapDeadLetterActions();
        app.MapReviews();
        app.MapModels();
        app.MapModelsApi();
        app.MapHealthPage();
    }
}
