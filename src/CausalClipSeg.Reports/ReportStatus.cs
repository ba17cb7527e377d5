namespace CausalClipSeg.Reports;

/// <summary>What a report's status obliges us to do: a wrong report withdraws, a corrected one revises, a preliminary one waits for the site's word (HL7 tables 0123 and 0085).</summary>
public enum ReportStatus
{
    /// <summary>Ordered, scheduled or otherwise without a usable result (O, I, S, N, Y, Z).</summary>
    NotAvailable,

    /// <summary>P: may change; runs only where the site says so.</summary>
    Preliminary,

    /// <summary>F: signed.</summary>
    Final,

    /// <summary>C: replaces what was sent before under the same order.</summary>
    Corrected,

    /// <summary>A or R: some of the result, or stored and not yet verified.</summary>
    Partial,

    /// <summary>W: sent for the wrong patient or study; withdraws.</summary>
    Wrong,

    /// <summary>U: preliminary text became final without being sent again.</summary>
    FinalNotResent,

    /// <summary>D: the result was deleted.</summary>
    Deleted,

    /// <summary>X: the examination was cancelled; there is no result.</summary>
    Cancelled,
}
