import { code, type StackCode } from '../snippet.ts'

export const perl: StackCode = {
  makeTheToken: code(
    String.raw`
# cpanm Crypt::JWT
package TokenProvider;

use v5.26;
use warnings;
use Crypt::JWT qw(encode_jwt);
use Crypt::PK::RSA;

my $brand_key   = Crypt::PK::RSA->new($ENV{BRAND_PRIVATE_KEY_FILE});
my $iadvize_key = Crypt::PK::RSA->new($ENV{IADVIZE_PUBLIC_KEY_FILE});

# $account: the one that your own session names, never one that the browser sends
sub token_for {
    my ($account) = @_;
    my $now = time;
    my %claims = (
        'https://iadvize.com/userId'      => "$account->{id}",    # a string: stable, unique, no e-mail address
        'https://iadvize.com/visitorData' => { firstName => "$account->{first_name}" },    # optional, strings only
        iss => 'https://livechat.iadvize.com',
        iat => $now,
        exp => $now + 60,
    );
    my $jws = encode_jwt(payload => \%claims, alg => 'RS256', key => $brand_key);
    return encode_jwt(
        payload       => $jws,                                    # the text, not a hash: the token is nested
        alg           => 'RSA-OAEP-256',
        enc           => 'A256GCM',
        key           => $iadvize_key,
        extra_headers => { cty => 'JWT' },
    );
}

1;
`,
    'Crypt::JWT 0.034',
  ),
  providerEndpoint: code(String.raw`
# Mojolicious. The session decides who it is; parameters are not read. No CORS headers: your own pages alone ask.
get '/api/iadvize-token' => sub ($c) {
    $c->res->headers->cache_control('no-store');
    my $account = account_of_session($c);    # yours
    return $c->rendered(401) unless $account;
    $c->render(json => { token => TokenProvider::token_for($account) });
};
`),
  traps: [
    {
      requirements: ['token/user-id', 'token/visitor-data'],
      text: 'JSON::PP writes a text that was compared with a number as a number: make it a string again, "$id", when the claims are built',
    },
  ],
}
