using System.Net.Http.Headers;
using System.Text;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.HttpClients;

/// <summary>Puts configured credentials and headers on each request. A redirect loses the credentials.</summary>
internal sealed class AuthorizationHandler(HttpClientConfiguration configuration) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (configuration.BasicAuth is { } basic)
        {
            string pair = $"{await basic.Username.ReadAsync(cancellationToken)}:{await basic.Password.ReadAsync(cancellationToken)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else if (configuration.Authorization is { } authorization)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(authorization.Type, await authorization.Credentials.ReadAsync(cancellationToken));
        }

        foreach ((string name, string value) in configuration.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
