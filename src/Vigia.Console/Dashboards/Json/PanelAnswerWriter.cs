using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Templating;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Json;

/// <summary>Writes what a panel shows, columns straight from their arrays. docs/dashboards.md has the shape.</summary>
internal static class PanelAnswerWriter
{
    /// <param name="json">Where to.</param>
    /// <param name="answer">What is shown.</param>
    /// <param name="sharesTimes">Whether a column of times is null where it repeats the one before, as the columns of most range queries do.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async ValueTask WriteAsync(ApiJson json, PanelAnswer answer, bool sharesTimes, CancellationToken cancellationToken)
    {
        WriteHead(json, answer);
        var configs = new FieldConfigWriter(answer);
        var columns = new ColumnWriter();
        json.Raw(",\"frames\":["u8);
        bool isFirst = true;
        foreach (Frame frame in answer.Frames)
        {
            json.Comma(ref isFirst);
            WriteFrame(json, frame, configs, columns, sharesTimes);
            await json.FlushIfLargeAsync(cancellationToken);
        }

        json.Raw("]"u8);
        WriteTail(json, answer);
        await json.FlushAsync(cancellationToken);
    }

    private static void WriteHead(ApiJson json, PanelAnswer answer)
    {
        Panel panel = answer.Panel;
        json.Raw("{\"panel\":{\"id\":"u8);
        json.Number(panel.Id);
        json.Raw(",\"type\":"u8);
        json.String(panel.Type);
        json.Raw(",\"title\":"u8);
        json.String(TemplateText.Expand(panel.Title, answer.Values, "text"));
        json.Raw(",\"description\":"u8);
        Optional(json, TemplateText.Expand(panel.Description, answer.Values, "text"));
        json.Raw(",\"transparent\":"u8);
        json.Boolean(panel.IsTransparent);
        json.Raw(",\"links\":["u8);
        bool isFirst = true;
        foreach (PanelLink link in panel.Links)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"title\":"u8);
            json.String(TemplateText.Expand(link.Title, answer.Values, "text"));
            json.Raw(",\"url\":"u8);
            json.String(LinkAddress.Safe(TemplateText.Expand(link.Url, answer.Values, "percentencode")));
            json.Raw(",\"newTab\":"u8);
            json.Boolean(link.OpensNewTab);
            json.Raw("}"u8);
        }

        json.Raw("]},\"unsupported\":"u8);
        WriteUnsupported(json, answer.Unsupported);
        WriteNotices(json, answer.Notices);
        json.Raw(",\"from\":"u8);
        json.Number(answer.Values.Range.From);
        json.Raw(",\"to\":"u8);
        json.Number(answer.Values.Range.To);
        json.Raw(",\"step\":"u8);
        json.Number(answer.Values.Range.Interval);
        json.Raw(",\"options\":"u8);
        json.Raw(PanelOptionsJson.Of(panel, answer.Values));
    }

    private static void WriteUnsupported(ApiJson json, UnsupportedPanel? unsupported)
    {
        if (unsupported is null)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw("{\"code\":"u8);
        json.String(unsupported.Code);
        json.Raw(",\"arguments\":"u8);
        json.Strings(unsupported.Arguments);
        json.Raw("}"u8);
    }

    private static void WriteNotices(ApiJson json, IReadOnlyList<PanelNotice> notices)
    {
        json.Raw(",\"notices\":["u8);
        bool isFirst = true;
        foreach (PanelNotice notice in notices)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"severity\":"u8);
            json.String(notice.Severity);
            json.Raw(",\"refId\":"u8);
            Optional(json, notice.RefId);
            json.Raw(",\"text\":"u8);
            json.String(notice.Text);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }

    private static void WriteFrame(ApiJson json, Frame frame, FieldConfigWriter configs, ColumnWriter columns, bool sharesTimes)
    {
        json.Raw("{\"refId\":"u8);
        json.String(frame.RefId);
        json.Raw(",\"name\":"u8);
        json.String(frame.Name);
        json.Raw(",\"fields\":["u8);
        bool isFirst = true;
        foreach (FrameField field in frame.Fields)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"name\":"u8);
            json.String(field.Name);
            json.Raw(",\"type\":"u8);
            json.Raw(field.Type switch { FieldType.Time => "\"time\""u8, FieldType.Number => "\"number\""u8, FieldType.Text => "\"string\""u8, _ => "\"frame\""u8 });
            if (field.Labels.Count > 0)
            {
                json.Raw(",\"labels\":"u8);
                json.Labels(field.Labels);
            }

            json.Raw(",\"displayName\":"u8);
            json.String(field.DisplayName);
            json.Raw(",\"config\":"u8);
            json.Raw(configs.Of(field, frame));
            json.Raw(",\"values\":"u8);
            if (sharesTimes && columns.IsRepeated(field.Column))
            {
                json.Raw("null"u8);
            }
            else
            {
                columns.Write(json, field.Column);
            }

            json.Raw("}"u8);
        }

        json.Raw("]}"u8);
    }

    private static void WriteTail(ApiJson json, PanelAnswer answer)
    {
        json.Raw(",\"exemplars\":["u8);
        bool isFirst = true;
        foreach (PanelExemplar exemplar in answer.Exemplars)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"refId\":"u8);
            json.String(exemplar.RefId);
            json.Raw(",\"time\":"u8);
            json.Number(exemplar.Time);
            json.Raw(",\"value\":"u8);
            ColumnWriter.Number(json, exemplar.Value);
            json.Raw(",\"traceId\":"u8);
            Optional(json, exemplar.TraceId);
            json.Raw(",\"labels\":"u8);
            json.Labels(exemplar.Labels);
            json.Raw("}"u8);
        }

        json.Raw("],\"annotations\":["u8);
        isFirst = true;
        foreach (PanelAnnotation annotation in answer.Annotations)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"time\":"u8);
            json.Number(annotation.Time);
            json.Raw(",\"timeEnd\":"u8);
            if (annotation.TimeEnd is { } end)
            {
                json.Number(end);
            }
            else
            {
                json.Raw("null"u8);
            }

            json.Raw(",\"title\":"u8);
            json.String(annotation.Title);
            json.Raw(",\"text\":"u8);
            json.String(annotation.Text);
            json.Raw(",\"tags\":"u8);
            json.Strings(annotation.Tags);
            json.Raw("}"u8);
        }

        json.Raw("],\"stats\":{\"milliseconds\":"u8);
        json.Number(Math.Round(answer.Milliseconds, 2));
        json.Raw(",\"samples\":"u8);
        json.Number(answer.Samples);
        json.Raw(",\"series\":"u8);
        json.Number(answer.Series);
        json.Raw("}}"u8);
    }

    private static void Optional(ApiJson json, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            json.Raw("null"u8);
        }
        else
        {
            json.String(text);
        }
    }
}
