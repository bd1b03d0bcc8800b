import { code, type StackCode } from '../snippet.ts'

export const java: StackCode = {
  makeTheToken: code(
    String.raw`
// The JDK's own cryptography, 17 or newer, and com.fasterxml.jackson.core:jackson-databind, which Spring brings along
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.time.Instant;
import java.util.*;
import javax.crypto.*;
import javax.crypto.spec.*;

public final class TokenProvider {
    private static final OAEPParameterSpec OAEP_SHA_256 = // alone, the name of the cipher means MGF1 with SHA-1
        new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    private final ObjectMapper json = new ObjectMapper();
    private final PrivateKey brandKey;
    private final PublicKey iAdvizeKey;

    public TokenProvider() throws Exception {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        brandKey = rsa.generatePrivate(new PKCS8EncodedKeySpec(der("BRAND_PRIVATE_KEY_FILE")));
        iAdvizeKey = rsa.generatePublic(new X509EncodedKeySpec(der("IADVIZE_PUBLIC_KEY_FILE")));
    }

    /** accountId: the one that your own session names, never one that the browser sends */
    public String tokenFor(String accountId, String firstName) throws Exception {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = Map.of(
            "https://iadvize.com/userId", accountId, // stable, unique, no e-mail address
            "https://iadvize.com/visitorData", Map.of("firstName", firstName), // optional, strings only
            "iss", "https://livechat.iadvize.com",
            "iat", now,
            "exp", now + 60);
        String input = part(Map.of("alg", "RS256")) + "." + part(claims);
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(brandKey);
        rs256.update(input.getBytes(StandardCharsets.US_ASCII));
        return encrypted(input + "." + base64url(rs256.sign()));
    }

    private String encrypted(String jws) throws Exception {
        String header = part(Map.of("alg", "RSA-OAEP-256", "enc", "A256GCM", "cty", "JWT"));
        KeyGenerator aes = KeyGenerator.getInstance("AES");
        aes.init(256);
        SecretKey contentKey = aes.generateKey(); // new for each token, and so is the IV
        byte[] iv = new byte[12];
        new SecureRandom().nextBytes(iv);
        Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        rsa.init(Cipher.ENCRYPT_MODE, iAdvizeKey, OAEP_SHA_256);
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, contentKey, new GCMParameterSpec(128, iv));
        gcm.updateAAD(header.getBytes(StandardCharsets.US_ASCII));
        byte[] sealed = gcm.doFinal(jws.getBytes(StandardCharsets.US_ASCII)); // the ciphertext, then a tag of 16 bytes
        int end = sealed.length - 16;
        return String.join(".", header, base64url(rsa.doFinal(contentKey.getEncoded())), base64url(iv),
            base64url(Arrays.copyOf(sealed, end)), base64url(Arrays.copyOfRange(sealed, end, sealed.length)));
    }

    private String part(Map<String, ?> members) throws Exception {
        return base64url(json.writeValueAsBytes(members));
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] der(String variable) throws Exception {
        String pem = Files.readString(Path.of(System.getenv(variable)));
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
    }
}
`,
    'JDK 17 and Jackson 2.14.0',
  ),
  providerEndpoint: code(String.raw`
// Spring. The principal decides who it is; parameters are not read. No @CrossOrigin: your own pages alone ask.
@GetMapping("/api/iadvize-token")
ResponseEntity<Map<String, String>> token(Principal principal) throws Exception {
    if (principal == null) return ResponseEntity.status(401).cacheControl(CacheControl.noStore()).build();
    Account account = accounts.of(principal); // yours
    String token = tokenProvider.tokenFor(account.id(), account.firstName());
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(Map.of("token", token));
}
`),
  traps: [
    {
      requirements: ['token/outer-alg', 'token/decrypts'],
      text: 'in Java, RSA/ECB/OAEPWithSHA-256AndMGF1Padding alone means MGF1 with SHA-1: pass new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT)',
    },
  ],
}
