using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FellowOakDicom.Network;

/// <summary>The presentation contexts of one association by their odd identifiers (PS3.8 section 9.3.2.2).</summary>
public sealed class DicomPresentationContextCollection : ICollection<DicomPresentationContext>
{
    private readonly SortedDictionary<byte, DicomPresentationContext> _contexts = [];

    public int Count => _contexts.Count;

    public bool IsReadOnly => false;

    public DicomPresentationContext this[byte id] => _contexts[id];

    public void Add(DicomUID abstractSyntax, params DicomTransferSyntax[] transferSyntaxes) =>
        Add(abstractSyntax, null, null, transferSyntaxes);

    public void Add(DicomUID abstractSyntax, bool? userRole, bool? providerRole, params DicomTransferSyntax[] transferSyntaxes)
    {
        ArgumentNullException.ThrowIfNull(transferSyntaxes);
        var context = new DicomPresentationContext(NextId(), abstractSyntax, userRole, providerRole);
        foreach (var syntax in transferSyntaxes)
            context.AddTransferSyntax(syntax);
        _contexts.Add(context.ID, context);
    }

    /// <summary>Adds a context; one with the identifier 0 gets the next free one.</summary>
    public void Add(DicomPresentationContext item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.ID == 0)
            Add(item.AbstractSyntax, item.UserRole, item.ProviderRole, [.. item.GetTransferSyntaxes()]);
        else
            _contexts.Add(item.ID, item);
    }

    /// <summary>
    /// Proposes what a request needs. A compressed object gets a context of its own beside the uncompressed ones, so
    /// that a peer which takes both lets us send the object as it is.
    /// </summary>
    public void AddFromRequest(DicomRequest dicomRequest)
    {
        ArgumentNullException.ThrowIfNull(dicomRequest);
        if (dicomRequest is DicomCStoreRequest store)
        {
            AddFromStoreRequest(store);
            return;
        }

        var context = dicomRequest.PresentationContext;
        if (context is not null)
        {
            Propose(context.AbstractSyntax, context.UserRole, context.ProviderRole, [.. context.GetTransferSyntaxes()]);
            return;
        }

        Propose(dicomRequest.SOPClassUID, null, null,
            [DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian]);
    }

    public void Clear() => _contexts.Clear();

    public bool Contains(DicomPresentationContext item) => item is not null && _contexts.ContainsKey(item.ID);

    public void CopyTo(DicomPresentationContext[] array, int arrayIndex) => _contexts.Values.CopyTo(array, arrayIndex);

    public bool Remove(DicomPresentationContext item) => item is not null && _contexts.Remove(item.ID);

    public IEnumerator<DicomPresentationContext> GetEnumerator() => _contexts.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool TryGet(byte id, [NotNullWhen(true)] out DicomPresentationContext? context) => _contexts.TryGetValue(id, out context);

    private void AddFromStoreRequest(DicomCStoreRequest store)
    {
        var own = store.TransferSyntax ?? DicomTransferSyntax.ExplicitVRLittleEndian;
        foreach (var syntax in (store.AdditionalTransferSyntaxes ?? []).Prepend(own).Where(s => s.IsEncapsulated))
            Propose(store.SOPClassUID, null, null, [syntax]);
        List<DicomTransferSyntax> uncompressed = [.. (store.AdditionalTransferSyntaxes ?? []).Prepend(own).Where(s => !s.IsEncapsulated)];
        uncompressed.Add(DicomTransferSyntax.ExplicitVRLittleEndian);
        if (!store.OmitImplicitVrTransferSyntaxInAssociationRequest)
            uncompressed.Add(DicomTransferSyntax.ImplicitVRLittleEndian);
        Propose(store.SOPClassUID, null, null, [.. uncompressed.Distinct()]);
    }

    private void Propose(DicomUID abstractSyntax, bool? userRole, bool? providerRole, DicomTransferSyntax[] syntaxes)
    {
        var proposed = _contexts.Values.Any(c => c.AbstractSyntax == abstractSyntax
            && c.UserRole == userRole && c.ProviderRole == providerRole && syntaxes.All(c.HasTransferSyntax));
        if (!proposed)
            Add(abstractSyntax, userRole, providerRole, syntaxes);
    }

    private byte NextId()
    {
        for (var id = 1; id <= byte.MaxValue; id += 2)
            if (!_contexts.ContainsKey((byte)id))
                return (byte)id;
        throw new DicomNetworkException(
            "An association holds at most 128 presentation contexts (PS3.8 section 9.3.2.2); send the requests in smaller groups.");
    }
}
