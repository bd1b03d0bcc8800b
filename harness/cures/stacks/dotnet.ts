import { code, type StackCode } from '../snippet.ts'

export const dotnet: StackCode = {
  makeTheToken: code(
    String.raw`
// dotnet add package jose-jwt
using System.Security.Cryptography;
using Jose;

public sealed class TokenProvider
{
    private readonly RSA _brandKey = Key("BRAND_PRIVATE_KEY_FILE");
    private readonly RSA _iAdvizeKey = Key("IADVIZE_PUBLIC_KEY_FILE");

    /// <param name="accountId">the one that your own session names, never one that the browser sends</param>
    public string TokenFor(string accountId, string firstName)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["https://iadvize.com/userId"] = accountId, // stable, unique, no e-mail address
            ["https://iadvize.com/visitorData"] = // optional, strings only
                new Dictionary<string, object> { ["firstName"] = firstName },
            ["iss"] = "https://livechat.iadvize.com",
            ["iat"] = now,
            ["exp"] = now + 60,
        };
        string jws = JWT.Encode(claims, _brandKey, JwsAlgorithm.RS256);
        return JWT.Encode(jws, _iAdvizeKey, JweAlgorithm.RSA_OAEP_256, JweEncryption.A256GCM,
            extraHeaders: new Dictionary<string, object> { ["cty"] = "JWT" });
    }

    private static RSA Key(string variable)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(Environment.GetEnvironmentVariable(variable)!));
        return rsa;
    }
}
`,
  ),
  providerEndpoint: code(String.raw`
// ASP.NET. The signed-in user decides who it is; parameters are not read. No CORS policy: your own pages alone ask.
app.MapGet("/api/iadvize-token", (HttpContext context, TokenProvider provider, Accounts accounts) =>
{
    context.Response.Headers.CacheControl = "no-store";
    if (context.User.Identity?.IsAuthenticated != true) return Results.StatusCode(401);
    Account account = accounts.Of(context.User); // yours
    return Results.Json(new { token = provider.TokenFor(account.Id, account.FirstName) });
});
`),
  traps: [],
}
