using Hl7.Fhir.Model;

namespace CausalClipSeg.Reports.Fhir;

/// <summary>Follows a report's references to resources that came with it, contained or in the same Bundle; what did not come is not fetched.</summary>
internal sealed class FhirNeighbours(DiagnosticReport report, Bundle? bundle)
{
    public T? Find<T>(ResourceReference? reference) where T : Resource
    {
        if (reference?.Reference is not { Length: > 0 } url) return null;
        if (url.StartsWith('#')) return report.Contained.OfType<T>().FirstOrDefault(resource => resource.Id == url[1..]);
        return bundle?.Entry.FirstOrDefault(entry => entry.FullUrl == url || (entry.Resource is { Id: { } id } resource && url.EndsWith($"{resource.TypeName}/{id}", StringComparison.Ordinal)))?.Resource as T;
    }
}
