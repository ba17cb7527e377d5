using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>An event as the XML of PS3.15 A.5.1; elements and attributes in the order of its schema.</summary>
internal static class AuditMessage
{
    private static readonly XmlWriterSettings Settings = new() { OmitXmlDeclaration = true, CheckCharacters = true };

    /// <param name="source">AuditSourceID: this system's name.</param>
    /// <param name="site">AuditEnterpriseSiteID, where the site has one.</param>
    public static string Write(AuditEvent audited, DateTimeOffset at, string source, string? site)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, Settings))
        {
            xml.WriteStartElement("AuditMessage");
            WriteEvent(xml, audited, at);
            foreach (var participant in audited.Participants)
                WriteParticipant(xml, participant);
            WriteSource(xml, source, site);
            foreach (var about in audited.Objects)
                WriteObject(xml, about);
            xml.WriteEndElement();
        }
        return text.ToString();
    }

    private static void WriteEvent(XmlWriter xml, AuditEvent audited, DateTimeOffset at)
    {
        xml.WriteStartElement("EventIdentification");
        xml.WriteAttributeString("EventActionCode", ((char)audited.Action).ToString());
        xml.WriteAttributeString("EventDateTime", at.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("EventOutcomeIndicator", ((int)audited.Outcome).ToString(CultureInfo.InvariantCulture));
        WriteCode(xml, "EventID", audited.Id);
        if (audited.Type is { } type)
            WriteCode(xml, "EventTypeCode", type);
        if (audited.Description is { } description)
            xml.WriteElementString("EventOutcomeDescription", Clean(description));
        xml.WriteEndElement();
    }

    private static void WriteParticipant(XmlWriter xml, AuditParticipant participant)
    {
        xml.WriteStartElement("ActiveParticipant");
        xml.WriteAttributeString("UserID", Clean(participant.UserId));
        if (participant.AlternativeUserId is { } alternative)
            xml.WriteAttributeString("AlternativeUserID", Clean(alternative));
        xml.WriteAttributeString("UserIsRequestor", participant.IsRequestor ? "true" : "false");
        if (participant.Address is { } address)
        {
            xml.WriteAttributeString("NetworkAccessPointID", Clean(address));
            // 1: machine name, 2: IP address.
            xml.WriteAttributeString("NetworkAccessPointTypeCode", IPAddress.TryParse(address, out _) ? "2" : "1");
        }
        if (participant.Role is { } role)
            WriteCode(xml, "RoleIDCode", role);
        xml.WriteEndElement();
    }

    private static void WriteSource(XmlWriter xml, string source, string? site)
    {
        xml.WriteStartElement("AuditSourceIdentification");
        if (!string.IsNullOrEmpty(site))
            xml.WriteAttributeString("AuditEnterpriseSiteID", Clean(site));
        xml.WriteAttributeString("AuditSourceID", Clean(source));
        // 4: application server process.
        xml.WriteStartElement("AuditSourceTypeCode");
        xml.WriteAttributeString("csd-code", "4");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteObject(XmlWriter xml, AuditObject about)
    {
        xml.WriteStartElement("ParticipantObjectIdentification");
        xml.WriteAttributeString("ParticipantObjectID", Clean(about.Id));
        xml.WriteAttributeString("ParticipantObjectTypeCode", about.Kind.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("ParticipantObjectTypeCodeRole", about.Role.ToString(CultureInfo.InvariantCulture));
        WriteCode(xml, "ParticipantObjectIDTypeCode", about.IdType);
        if (about.Query is { } query)
            xml.WriteElementString("ParticipantObjectQuery", Convert.ToBase64String(Encoding.UTF8.GetBytes(query)));
        foreach (var (type, value) in about.Details)
        {
            xml.WriteStartElement("ParticipantObjectDetail");
            xml.WriteAttributeString("type", type);
            xml.WriteAttributeString("value", Convert.ToBase64String(Encoding.UTF8.GetBytes(value)));
            xml.WriteEndElement();
        }
        foreach (var (uid, instances) in about.SopClasses)
        {
            xml.WriteStartElement("SOPClass");
            xml.WriteAttributeString("UID", uid);
            xml.WriteAttributeString("NumberOfInstances", instances.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteCode(XmlWriter xml, string element, AuditCode code)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("csd-code", code.Value);
        xml.WriteAttributeString("codeSystemName", code.Scheme);
        xml.WriteAttributeString("originalText", code.Meaning);
        xml.WriteEndElement();
    }

    /// <summary>A sender's AE title may hold what no XML can.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));
}
