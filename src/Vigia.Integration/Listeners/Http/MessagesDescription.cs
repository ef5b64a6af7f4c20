using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners.Web;

namespace Vigia.Integration.Listeners.Http;

/// <summary>Describes <c>POST /api/v1/messages</c> for the OpenAPI document; the end point reads its body itself, so nothing can be inferred.</summary>
internal static class MessagesDescription
{
    private static readonly (int Status, string Description)[] Refusals =
    [
        (400, "Malformed: not JSON, or a field that breaks its bounds."),
        (401, "No or unknown credentials."),
        (403, "The credentials lack the scope, or may not send this type."),
        (409, "A message under the same idempotency key is being taken in at this moment."),
        (413, "The message, the batch or the body is too large."),
        (415, "Neither JSON nor NDJSON, or an unknown Content-Encoding."),
        (422, "The type's schema refuses the payload, or the idempotency key came before with another payload."),
        (429, "Faster than the sender's rate; Retry-After says when to come again."),
        (503, "The queue is full or the module stops; Retry-After says when to come again."),
    ];

    public static void Describe(OpenApiOperation operation, AdmissionOptions options)
    {
        operation.OperationId = "sendMessages";
        operation.Summary = "Sends one message or a batch.";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"202 means that every accepted message is on disk. A batch (a JSON array, or NDJSON with one message a line, at most {options.MaxBatch} messages) is answered 202 where at least one message was accepted, with a result for each in the order sent; else with the status of the weightiest refusal. Bodies may be gzip.");
        operation.Description = $"{text} {operation.Description}".TrimEnd();
        operation.Parameters =
        [
            Header(MessagesEndpoint.IdempotencyKeyHeader, "Sent again with the same message, the first answer is replayed. For single messages; a batch has idempotencyKey in each.", IdGrammar.MaxIdempotencyKeyLength),
            Header("X-Request-Id", "Answered, logged and stored with the message.", IdGrammar.MaxIdLength),
            Header("traceparent", "W3C trace context.", 256),
        ];
        OpenApiSchema message = Message(options);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = Media(new OpenApiSchema { OneOf = [message, new OpenApiSchema { Type = JsonSchemaType.Array, Items = message, MinItems = 1, MaxItems = options.MaxBatch }] }),
                ["application/x-ndjson"] = Media(new OpenApiSchema { Type = JsonSchemaType.String, Description = "One message a line." }),
            },
        };
        operation.Responses = new OpenApiResponses { ["202"] = Accepted() };
        foreach ((int status, string description) in Refusals)
        {
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = Media(Problem()) },
            };
        }
    }

    private static OpenApiSchema Message(AdmissionOptions options) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "payload" },
        AdditionalPropertiesAllowed = false,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text(IdGrammar.MaxTypeLength, "What routes and schemas go by.", "^[A-Za-z0-9._:/-]+$"),
            ["payload"] = new OpenApiSchema
            {
                Description = string.Create(CultureInfo.InvariantCulture, $"Any JSON value of at most {options.MaxMessageBytes} bytes and {options.MaxDepth} levels."),
            },
            ["id"] = Text(IdGrammar.MaxIdLength, "The sender's own id; one is made where it is missing.", "^[A-Za-z0-9._:-]+$"),
            ["key"] = Text(IdGrammar.MaxPartitionKeyLength, "Messages with the same key are processed one at a time, in order."),
            ["userId"] = Text(IdGrammar.MaxUserIdLength, "The person whom the message is about."),
            ["sentAt"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = "With its offset." },
            ["headers"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                MaxProperties = options.MaxHeaders,
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = IdGrammar.MaxHeaderValueLength },
            },
            ["idempotencyKey"] = Text(IdGrammar.MaxIdempotencyKeyLength, "As the header Idempotency-Key."),
            ["traceparent"] = Text(256, "The message's own W3C trace context."),
            ["tracestate"] = Text(512, "Its state."),
            ["ref"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number, Description = "Given back in the message's result." },
        },
        Examples = [JsonNode.Parse("""{"type":"order.created","key":"customer-7","payload":{"order":42,"total":19.9}}""")!],
    };

    private static OpenApiResponse Accepted() => new()
    {
        Description = "Durably queued.",
        Headers = new Dictionary<string, IOpenApiHeader>
        {
            [MessageAnswers.ReplayedHeader] = new OpenApiHeader
            {
                Description = "true where the message came before; the first answer is given again.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        },
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = Media(new OpenApiSchema { OneOf = [Single(), Batch()] }),
        },
    };

    private static OpenApiSchema Single() => new()
    {
        Title = "One message",
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "id", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["id"] = Text(IdGrammar.MaxIdLength, "The message's id."),
            ["status"] = Text(16, "queued"),
        },
    };

    private static OpenApiSchema Batch() => new()
    {
        Title = "A batch",
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "accepted", "rejected", "results" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["accepted"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["rejected"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["incomplete"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "Why the rest of the batch was not read." },
            ["results"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "id and status queued, or status rejected with code, detail and field." },
            },
        },
    };

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "RFC 9457",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text(128, "urn:vigia:problem:CODE"),
            ["title"] = Text(64, "The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["code"] = Text(64, "A stable name for programs."),
            ["detail"] = Text(4096, "What was wrong and what to do."),
            ["field"] = Text(256, "The field that was wrong, as a JSON path."),
            ["requestId"] = Text(IdGrammar.MaxIdLength, "The request's id."),
            ["traceId"] = Text(32, "The trace's id."),
            ["retryAfterMs"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
        },
    };

    private static OpenApiSchema Text(int maxLength, string description, string? pattern = null) =>
        new() { Type = JsonSchemaType.String, MaxLength = maxLength, Description = description, Pattern = pattern };

    private static OpenApiParameter Header(string name, string description, int maxLength) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = maxLength },
    };

    private static OpenApiMediaType Media(IOpenApiSchema schema) => new() { Schema = schema };
}
