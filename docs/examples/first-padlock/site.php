<?php
/*
 * A first padlock in PHP 8 (Debian: php-cli, php-phpseclib3; elsewhere: composer require phpseclib/phpseclib:~3.0).
 * The chapter: docs/first-padlock.md.
 *
 *     php -S localhost:8000 docs/examples/first-padlock/site.php       # in the folder that holds padlock-keys/
 */
declare(strict_types=1);

use phpseclib3\Crypt\RSA;

require is_file('vendor/autoload.php') ? 'vendor/autoload.php' : 'phpseclib3/autoload.php';

$tag = getenv('IADVIZE_TAG') ?: 'http://127.0.0.1:4280/iadvize.js'; // in production //halc.iadvize.com/iadvize.js
$keys = getenv('PADLOCK_KEYS') ?: 'padlock-keys';

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function json(array $value): string
{
    return json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
}

/** A JWS, RS256, inside a JWE, RSA-OAEP-256 and A256GCM, good for one minute. */
function tokenFor(string $userId, string $name, string $keys): string
{
    $claims = [
        'https://iadvize.com/userId' => $userId,
        'https://iadvize.com/visitorData' => ['firstName' => $name],
        'iss' => 'https://livechat.iadvize.com',
        'exp' => time() + 60,
    ];
    $input = base64url(json(['alg' => 'RS256'])) . '.' . base64url(json($claims));
    openssl_sign($input, $signature, file_get_contents("$keys/brand-private.pem"), OPENSSL_ALGO_SHA256);
    $signed = $input . '.' . base64url($signature);

    // openssl_public_encrypt knows OAEP with SHA-1 alone; phpseclib takes SHA-256, for the mask too.
    $header = base64url(json(['alg' => 'RSA-OAEP-256', 'enc' => 'A256GCM']));
    $contentKey = random_bytes(32);
    $iv = random_bytes(12);
    $wrapped = RSA::loadPublicKey(file_get_contents("$keys/iadvize-test-public.pem"))
        ->withPadding(RSA::ENCRYPTION_OAEP)->withHash('sha256')->withMGFHash('sha256')
        ->encrypt($contentKey);
    $content = openssl_encrypt($signed, 'aes-256-gcm', $contentKey, OPENSSL_RAW_DATA, $iv, $authTag, $header);
    return implode('.', [$header, ...array_map('base64url', [$wrapped, $iv, $content, $authTag])]);
}

session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Lax']);
header('Cache-Control: no-store');
// Who is signed in is known by the session alone, and never by what the browser claims.
$user = $_SESSION['user'] ?? null;

switch ($_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    case 'GET /':
        echo strtr(file_get_contents(__DIR__ . '/page.html'), ['{{tag}}' => $tag, '{{user}}' => $user['name'] ?? '']);
        break;
    case 'GET /iadvize-token':
        header('Content-Type: application/json');
        http_response_code($user ? 200 : 401);
        echo json($user ? ['token' => tokenFor($user['id'], $user['name'], $keys)] : ['error' => 'nobody is signed in']);
        break;
    case 'POST /sign-in':
        session_regenerate_id(true);
        $_SESSION['user'] = ['id' => 'account-7f3a', 'name' => 'Ada']; // here a real site asks for a password
        header('Location: /', true, 303);
        break;
    case 'POST /sign-out':
        session_destroy();
        header('Location: /', true, 303);
        break;
    default:
        http_response_code(404);
        echo 'There is no such page.';
}
