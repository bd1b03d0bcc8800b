import { code, type StackCode } from '../snippet.ts'

export const php: StackCode = {
  makeTheToken: code(
    String.raw`
<?php // composer require phpseclib/phpseclib:~3.0
use phpseclib3\Crypt\RSA;

/** $account: the one that your own session names, never one that the browser sends */
function tokenFor(object $account): string
{
    $now = time();
    $claims = [
        'https://iadvize.com/userId' => (string) $account->id, // stable, unique, no e-mail address
        'https://iadvize.com/visitorData' => ['firstName' => $account->firstName], // optional, strings only
        'iss' => 'https://livechat.iadvize.com',
        'iat' => $now,
        'exp' => $now + 60,
    ];
    $input = base64url(json(['alg' => 'RS256'])) . '.' . base64url(json($claims));
    $brandKey = openssl_pkey_get_private(file_get_contents(getenv('BRAND_PRIVATE_KEY_FILE')));
    openssl_sign($input, $signature, $brandKey, OPENSSL_ALGO_SHA256) || throw new RuntimeException('not signed');
    return encrypted($input . '.' . base64url($signature));
}

function encrypted(string $jws): string
{
    $header = base64url(json(['alg' => 'RSA-OAEP-256', 'enc' => 'A256GCM', 'cty' => 'JWT']));
    $contentKey = random_bytes(32); // new for each token, and so is the IV
    $iv = random_bytes(12);
    // openssl_public_encrypt knows OAEP with SHA-1 alone; phpseclib takes SHA-256, for the mask too.
    $encryptedKey = RSA::loadPublicKey(file_get_contents(getenv('IADVIZE_PUBLIC_KEY_FILE')))
        ->withPadding(RSA::ENCRYPTION_OAEP)
        ->withHash('sha256')
        ->withMGFHash('sha256')
        ->encrypt($contentKey);
    $ciphertext = openssl_encrypt($jws, 'aes-256-gcm', $contentKey, OPENSSL_RAW_DATA, $iv, $authTag, $header);
    return implode('.', [$header, ...array_map('base64url', [$encryptedKey, $iv, $ciphertext, $authTag])]);
}

function json(array $value): string
{
    return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}
`,
    'phpseclib 3.0.19 on PHP 8.2',
  ),
  providerEndpoint: code(String.raw`
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
  traps: [
    {
      requirements: ['token/outer-alg', 'token/decrypts'],
      text: "openssl_public_encrypt (tried in PHP 8.2) knows OAEP with SHA-1 alone: use phpseclib 3, RSA::loadPublicKey($pem)->withPadding(RSA::ENCRYPTION_OAEP)->withHash('sha256')->withMGFHash('sha256'), or web-token/jwt-library",
    },
  ],
}
