using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace CausalClipSeg.Tests;

/// <summary>The shape of a DICOM Audit Message (PS3.15 A.5.1), as far as we write it: which elements, in which order, with which attributes.</summary>
internal static class AuditMessageShape
{
    private const string Schema =
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:complexType name="code">
            <xs:attribute name="csd-code" type="xs:token" use="required"/><xs:attribute name="codeSystemName" type="xs:token" use="required"/>
            <xs:attribute name="displayName" type="xs:token"/><xs:attribute name="originalText" type="xs:token" use="required"/>
          </xs:complexType>
          <xs:element name="AuditMessage"><xs:complexType><xs:sequence>
            <xs:element name="EventIdentification"><xs:complexType>
              <xs:sequence>
                <xs:element name="EventID" type="code"/><xs:element name="EventTypeCode" type="code" minOccurs="0" maxOccurs="unbounded"/>
                <xs:element name="EventOutcomeDescription" type="xs:string" minOccurs="0"/>
              </xs:sequence>
              <xs:attribute name="EventActionCode"><xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="[CRUDE]"/></xs:restriction></xs:simpleType></xs:attribute>
              <xs:attribute name="EventDateTime" type="xs:dateTime" use="required"/>
              <xs:attribute name="EventOutcomeIndicator" use="required"><xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="0|4|8|12"/></xs:restriction></xs:simpleType></xs:attribute>
            </xs:complexType></xs:element>
            <xs:element name="ActiveParticipant" maxOccurs="unbounded"><xs:complexType>
              <xs:sequence><xs:element name="RoleIDCode" type="code" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
              <xs:attribute name="UserID" type="xs:string" use="required"/><xs:attribute name="AlternativeUserID" type="xs:string"/><xs:attribute name="UserName" type="xs:string"/>
              <xs:attribute name="UserIsRequestor" type="xs:boolean" use="required"/><xs:attribute name="NetworkAccessPointID" type="xs:token"/>
              <xs:attribute name="NetworkAccessPointTypeCode"><xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="[1-5]"/></xs:restriction></xs:simpleType></xs:attribute>
            </xs:complexType></xs:element>
            <xs:element name="AuditSourceIdentification"><xs:complexType>
              <xs:sequence><xs:element name="AuditSourceTypeCode" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="csd-code" type="xs:token" use="required"/></xs:complexType></xs:element></xs:sequence>
              <xs:attribute name="AuditEnterpriseSiteID" type="xs:token"/><xs:attribute name="AuditSourceID" type="xs:token" use="required"/>
            </xs:complexType></xs:element>
            <xs:element name="ParticipantObjectIdentification" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
              <xs:sequence>
                <xs:element name="ParticipantObjectIDTypeCode" type="code"/>
                <xs:element name="ParticipantObjectQuery" type="xs:base64Binary" minOccurs="0"/>
                <xs:element name="ParticipantObjectDetail" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
                  <xs:attribute name="type" type="xs:string" use="required"/><xs:attribute name="value" type="xs:base64Binary" use="required"/></xs:complexType></xs:element>
                <xs:element name="SOPClass" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
                  <xs:attribute name="UID" type="xs:token"/><xs:attribute name="NumberOfInstances" type="xs:integer" use="required"/></xs:complexType></xs:element>
              </xs:sequence>
              <xs:attribute name="ParticipantObjectID" type="xs:token" use="required"/><xs:attribute name="ParticipantObjectTypeCode" type="xs:token"/>
              <xs:attribute name="ParticipantObjectTypeCodeRole" type="xs:token"/>
            </xs:complexType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """;

    public static void ShouldBeAnAuditMessage(this XElement message)
    {
        var schemas = new XmlSchemaSet();
        using var reader = XmlReader.Create(new StringReader(Schema));
        schemas.Add(XmlSchema.Read(reader, null)!);
        var problems = new List<string>();
        new XDocument(message).Validate(schemas, (_, problem) => problems.Add(problem.Message));
        problems.ShouldBeEmpty(message.ToString());
        message.Elements("ActiveParticipant").Count(p => p.Attribute("UserIsRequestor")!.Value == "true").ShouldBe(1, message.ToString());
    }

    public static string EventId(this XElement message) => message.Element("EventIdentification")!.Element("EventID")!.Attribute("csd-code")!.Value;
}
