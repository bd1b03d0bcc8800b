import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * A first padlock in Java 17, with nothing but the JDK. The chapter: docs/first-padlock.md.
 *
 *     java docs/examples/first-padlock/Site.java       # in the folder that holds padlock-keys/
 */
public class Site {
    record User(String id, String name) {}

    static final int PORT = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
    // in production //halc.iadvize.com/iadvize.js
    static final String TAG = System.getenv().getOrDefault("IADVIZE_TAG", "http://127.0.0.1:4280/iadvize.js");
    static final Path KEYS = Path.of(System.getenv().getOrDefault("PADLOCK_KEYS", "padlock-keys"));
    static final Path PAGE = Path.of(System.getenv().getOrDefault("PAGE", "docs/examples/first-padlock/page.html"));

    static final SecureRandom random = new SecureRandom();
    static final Map<String, User> sessions = new ConcurrentHashMap<>();

    static byte[] key(String file) throws IOException {
        return Base64.getMimeDecoder().decode(Files.readString(KEYS.resolve(file)).replaceAll("-----[^-]+-----", ""));
    }

    static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String base64url(String text) {
        return base64url(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] random(int bytes) {
        byte[] made = new byte[bytes];
        random.nextBytes(made);
        return made;
    }

    /** A JWS, RS256, inside a JWE, RSA-OAEP-256 and A256GCM, good for one minute. */
    static String tokenFor(User user) throws GeneralSecurityException, IOException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        PrivateKey signingKey = rsa.generatePrivate(new PKCS8EncodedKeySpec(key("brand-private.pem")));
        PublicKey encryptionKey = rsa.generatePublic(new X509EncodedKeySpec(key("iadvize-test-public.pem")));

        // With texts of your users' use a JSON library: quotation marks in a name must be escaped.
        String claims = """
            {"https://iadvize.com/userId":"%s","https://iadvize.com/visitorData":{"firstName":"%s"},\
            "iss":"https://livechat.iadvize.com","exp":%d}""".formatted(user.id(), user.name(), Instant.now().getEpochSecond() + 60);
        String input = base64url("{\"alg\":\"RS256\"}") + "." + base64url(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(signingKey);
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        String signed = input + "." + base64url(signature.sign());

        byte[] contentKey = random(32);
        byte[] iv = random(12);
        // The name of the transformation alone would mean MGF1 with SHA-1: the parameters say SHA-256.
        Cipher wrapping = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        wrapping.init(
            Cipher.ENCRYPT_MODE,
            encryptionKey,
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        byte[] wrapped = wrapping.doFinal(contentKey);

        String header = base64url("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\"}");
        Cipher encryption = Cipher.getInstance("AES/GCM/NoPadding");
        encryption.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(contentKey, "AES"), new GCMParameterSpec(128, iv));
        encryption.updateAAD(header.getBytes(StandardCharsets.US_ASCII));
        byte[] sealed = encryption.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        // Java puts the tag behind the ciphertext; in a JWE it is the fifth segment.
        byte[] ciphertext = Arrays.copyOf(sealed, sealed.length - 16);
        byte[] authTag = Arrays.copyOfRange(sealed, sealed.length - 16, sealed.length);
        return String.join(".", header, base64url(wrapped), base64url(iv), base64url(ciphertext), base64url(authTag));
    }

    static String sessionOf(HttpExchange exchange) {
        String cookies = exchange.getRequestHeaders().getFirst("Cookie");
        var found = Pattern.compile("(?:^|; )session=([\\w-]+)").matcher(cookies == null ? "" : cookies);
        return found.find() ? found.group(1) : "";
    }

    static void answer(HttpExchange exchange, int status, String kind, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", kind);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    static void redirect(HttpExchange exchange, String cookie) throws IOException {
        exchange.getResponseHeaders().set("Location", "/");
        exchange.getResponseHeaders().set("Set-Cookie", cookie);
        answer(exchange, 303, "text/html", "");
    }

    static void serve(HttpExchange exchange) throws IOException {
        // Who is signed in is known by the session alone, and never by what the browser claims.
        User user = sessions.get(sessionOf(exchange));
        try {
            switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
                case "GET /" -> answer(exchange, 200, "text/html; charset=utf-8",
                    Files.readString(PAGE).replace("{{tag}}", TAG).replace("{{user}}", user == null ? "" : user.name()));
                case "GET /iadvize-token" -> {
                    if (user == null) answer(exchange, 401, "application/json", "{\"error\":\"nobody is signed in\"}");
                    else answer(exchange, 200, "application/json", "{\"token\":\"" + tokenFor(user) + "\"}");
                }
                case "POST /sign-in" -> {
                    String session = base64url(random(32));
                    sessions.put(session, new User("account-7f3a", "Ada")); // here a real site asks for a password
                    redirect(exchange, "session=" + session + "; Path=/; HttpOnly; SameSite=Lax");
                }
                case "POST /sign-out" -> {
                    sessions.remove(sessionOf(exchange));
                    redirect(exchange, "session=; Path=/; Max-Age=0");
                }
                default -> answer(exchange, 404, "text/plain", "There is no such page.");
            }
        } catch (GeneralSecurityException error) {
            answer(exchange, 500, "application/json", "{\"error\":\"no token could be made\"}");
        }
    }

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", PORT), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", Site::serve);
        server.start();
        System.out.println("http://localhost:" + PORT);
    }
}
