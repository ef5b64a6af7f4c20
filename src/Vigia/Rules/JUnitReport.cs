using System.Globalization;
using System.Text;
using System.Xml;
using Vigia.Server.Alerting.Rules.UnitTests;

namespace Vigia.Rules;

/// <summary>Results as JUnit XML, which build servers show.</summary>
internal static class JUnitReport
{
    public static void Write(string path, IEnumerable<UnitTestReport> reports)
    {
        using XmlWriter xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false });
        xml.WriteStartElement("testsuites");
        foreach (UnitTestReport report in reports)
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", report.Path);
            xml.WriteAttributeString("tests", Text(report.Tests.Count));
            xml.WriteAttributeString("failures", Text(report.Tests.Count(static test => test.Failures.Count > 0)));
            xml.WriteAttributeString("errors", Text(report.FileFailures.Count > 0 ? 1 : 0));
            if (report.FileFailures.Count > 0)
            {
                WriteCase(xml, "the file itself", TimeSpan.Zero, "error", report.FileFailures);
            }

            foreach (UnitTestResult test in report.Tests)
            {
                WriteCase(xml, test.Name, test.Duration, "failure", test.Failures);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, string name, TimeSpan duration, string kind, IReadOnlyList<UnitTestFailure> failures)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("time", duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        foreach (UnitTestFailure failure in failures)
        {
            xml.WriteElementString(kind, failure.ToString());
        }

        xml.WriteEndElement();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
