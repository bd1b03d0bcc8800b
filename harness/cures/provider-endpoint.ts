/** The endpoint that hands the token to the page. None of them was run by us: each is a few lines of its framework. */
import { code, type CureTopic } from './snippet.ts'

export const providerEndpoint: CureTopic = {
  id: 'provider-endpoint',
  title: 'hand the token to the page: by the session alone, 401 for guests, never stored',
  code: {
    node: code(String.raw`
// Express. The session decides who it is; query and body are not read. No CORS headers: your own pages alone ask.
app.get('/api/iadvize-token', async (request, response) => {
  response.set('Cache-Control', 'no-store')
  const account = await accountOfSession(request) // yours
  if (!account) return response.sendStatus(401)
  response.json({ token: await tokenFor(account) })
})
`),
    php: code(String.raw`
<?php // The session decides who it is; query and body are not read. No CORS headers: your own pages alone ask.
session_start(['read_and_close' => true]); // requests side by side need not wait for each other
header('Cache-Control: no-store');
header('Content-Type: application/json');
$account = accountOfSession(); // yours
if ($account === null) {
    http_response_code(401);
    exit;
}
echo json_encode(['token' => tokenFor($account)], JSON_THROW_ON_ERROR);
`),
    java: code(String.raw`
// Spring. The principal decides who it is; parameters are not read. No @CrossOrigin: your own pages alone ask.
@GetMapping("/api/iadvize-token")
ResponseEntity<Map<String, String>> token(Principal principal) throws JOSEException {
    if (principal == null) return ResponseEntity.status(401).cacheControl(CacheControl.noStore()).build();
    Account account = accounts.of(principal); // yours
    String token = tokenProvider.tokenFor(account.id(), account.firstName());
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(Map.of("token", token));
}
`),
    python: code(String.raw`
# Django. The session decides who it is; query and body are not read. No CORS headers: your own pages alone ask.
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache  # sets no-store
def iadvize_token(request):
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return JsonResponse({"token": token_for(request.user)})
`),
    dotnet: code(String.raw`
// ASP.NET. The signed-in user decides who it is; parameters are not read. No CORS policy: your own pages alone ask.
app.MapGet("/api/iadvize-token", (HttpContext context, TokenProvider provider, Accounts accounts) =>
{
    context.Response.Headers.CacheControl = "no-store";
    if (context.User.Identity?.IsAuthenticated != true) return Results.StatusCode(401);
    Account account = accounts.Of(context.User); // yours
    return Results.Json(new { token = provider.TokenFor(account.Id, account.FirstName) });
});
`),
    ruby: code(String.raw`
# Rails. The session decides who it is; parameters are not read. No CORS headers: your own pages alone ask.
class IadvizeTokensController < ApplicationController
  def show
    response.headers['Cache-Control'] = 'no-store'
    return head :unauthorized unless current_user # yours

    render json: { token: token_for(current_user) }
  end
end
`),
    go: code(String.raw`
// The session decides who it is; query and body are not read. No CORS headers: your own pages alone ask.
http.HandleFunc("/api/iadvize-token", func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	account, ok := accountOfSession(r) // yours
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	token, err := provider.TokenFor(account.ID, account.FirstName)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"token": token})
})
`),
  },
}
