/**
 * Words that say something of a program and nothing of a person: what JavaScript, browsers, Playwright and HTTP say when something
 * is wrong, the names in iAdvize's contract, and what sites call their pages. All else that a page says is covered. No names of
 * people, places or streets, in no language.
 */

const errors = `
  a able abort aborted about abstract accept accepted access accessed accessing accessor account across action active add added additional
  after again against agent all allow allowed already also an and another any api apply are argument arguments array arrow as assign
  assigned assignment async at attempt attempted attempting attribute available await back bad base be because been before begin being
  bigint binding blank block blocked body boolean both boundary bound break broken browser buffer but by cache call callback called can cannot cant
  cancelled canceled case catch caught cause change changed character characters check child circular class classes click clicked clone close
  closed code collection column command comma comment compile complete component config configured connect connection console const
  constant constructor container content context continue control converting convert could count create created credentials cross
  current custom data date decimal declaration declared decode default defined definition delay delete deleted denied dependency
  descriptor destroyed destructure detached device dialog did dict different digit directive disabled disallowed disconnected dispatch do document
  does doesnt doing done dont down duplicate during each element elements else embed empty enable enabled encode encountered end
  ended ends enough enumerable environment error errors escape eval evaluate evaluating event events exceed exceeded exception exec execute
  executed executing execution exist existing exists expect expected expired export exports expression extends extensible extension external
  extra fail failed failing fails failure false fatal feature fetch fetching field fields file filled fill finally find finished first flag
  focus follow for forbidden form format found frame free from full function functions generator get getter given global got had
  handle handled handler has have header headers hidden hide host hover html http https identifier if iframe ignored illegal image immutable
  implement implemented import in inaccessible incorrect index infinite information inherit initialize initialized initialization inline input insecure insert
  inside instance instanceof instead integer intercepted intercepts interface internal interrupted into invalid invocation invoke invoked io is
  isnt issue it item items iterable iterate iterator its job join json keep key keys keyword known label last late layer lazy leave left
  length less let level lexical library limit line link list listener literal load loaded loader loading local locator lock locked long
  longer loop lost made main make malformed manifest many map matches match matching maximum member memory menu message messages method methods
  minimum mismatch missing mixed mode modified module modules more most mount mounted move multiple must mutable name named names
  native navigate navigated navigating navigation navigator need needed needs nested network never new next no node nodes none nonce not nothing null
  number object objects observer of off offline old on once one only open operand operation operator option optional options or order
  origin other out outside over overflow own package page pages pair param parameter parameters parent parse parsed parser parsing part
  passed passing password path pattern pending perform performance permission phase place placeholder plugin point pointer policy poll pop popup position possible post
  preflight prefix present press pressed prevent prevented previous primitive private process programming progress promise promises properties property
  protected protocol prototype provide provided provider proxy public push queue quota race random range reach reached react read readable readonly
  reading ready reason receive received recursion redeclaration redefine redirect reduce ref refer reference referenced refused regex regexp
  regular reject rejected rejection relative release reload remote remove removed rendered render rendering renderer replace report request requested requests require
  required reserved reset resize resolve resolved resolves resource response rest result results retry return returned returning returns right root route router rules
  run running runtime same sandbox sandboxed scheme scope script scripts scroll second secure security see segment select selector self send sent
  separator serialize serialized server service session set sets setter setting shadow should signal signed signature single size slot some source specified specifier spread
  stack stale start started starts state statement static status step still stop stopped storage store stored strict string strings structure style stylesheet
  submit subscribe subtree success successful such super support supported suspended symbol sync syntax system tag target task template terminated test text
  than that the their them then there these this thread three threw throw thrown time timed timeout times title to too top toplevel trace transfer transition
  transform trap tree true trusted try trying turn live two four five six seven eight nine ten type typed types typeof unable unauthorized unavailable uncaught undefined under
  unexpected unhandled unhandledrejection unicode unique unknown unload unmount unmounted unresolved unsafe unsupported unterminated until up update updated updating upload uri url usable usage use
  used user using valid validate validation value values var variable version via view violate violates violation visible visit void wait waiting warning was wasm watch way
  weak websocket well were what when where whether which while who widget width window with within without wont worker wrap writable write
  written wrong xhr xml yet yield you your zero
  abcs aborterror aggregateerror chunkloaderror constrainterror dataclone dataerror domexception encodingerror evalerror httperror httperrorresponse hydration indexsizeerror indexeddb
  invalidaccess invalidstate invalidstateerror networkerror notallowed notallowederror notfound notfounderror notsupported notsupportederror quotaexceeded quotaexceedederror rangeerror readonlyerror
  referenceerror securityerror syntaxerror timeouterror typeerror urierror
  chunk css cjs esm hydrate minified mjs npm ssr webpack vite vue angular svelte jquery nuxt next ember preact lit redux axios lodash
  bar begins may theirs own s debug dir table assert warn info clear endgroup startgroup profile profileend timeend
  build builds exploration zone stencil astro remix rxjs observable subscriber nullinjectorerror injector`

const browsers = `
  about addeventlistener append appendchild applytemplate asyncfunction atob attachshadow blob bodies btoa canvas classlist clear clearinterval cleartimeout clipboard cloneelement closest cookie
  cookies cors corp coep coop createelement credentialless crypto csp customelements customevent datatransfer defer dispatchevent dom domcontentloaded
  domparser eventsource eventtarget filereader finalizationregistry formdata foreach getattribute getboundingclientrect getcomputedstyle
  getelementbyid getelementsbyclassname getitem hasownproperty hash history href htmlelement htmlscriptelement idb inert innerhtml innertext insertbefore
  intersectionobserver isarray javascript keyboard localstorage location matchmedia mediasource messagechannel messageport
  mutationobserver nosniff offset onclick onerror onload onmessage parsefloat parseint pathname port postmessage preventdefault preload pushstate queryselector queryselectorall
  queuemicrotask readystate referer referrer removechild removeeventlistener removeitem replacestate requestanimationframe requestidlecallback resizeobserver rtc
  same scrollintoview search sendbeacon serviceworker sessionstorage setattribute setinterval setitem settimeout sharedworker sri stopimmediatepropagation
  stringify structuredclone subresource svg textcontent tostring touch trustedtypes trustedhtml trustedscript urlsearchparams userinput visibility webassembly webgl webkit
  weakmap weakset xmlhttprequest
  connect-src fallback font frameancestors integrity manifest media media-src navigate-to object prefetch report-to report-uri src elem attr
  upgrade worklet ancestors hashes sources allowlist require
  chromium chrome firefox safari edge gecko mozilla playwright strictmode visible stable receives attached detached actionable
  aria role button link textbox checkbox combobox heading alert dialog option radio tab menuitem
  err net aborted addressunreachable blockedbyclient blockedbyresponse certificate dns econnrefused econnreset enotfound failed namenotresolved
  refused reset resolved ssl tls tunnel toomany redirects timedout unreachable`

const http = `
  accept acceptencoding acceptlanguage age allow allowed authenticate authorization bearer basic cachecontrol charset chunked close compress
  compression conditional conflict contents cookie csrf deflate delete digest encoding entity etag expires expose exposed expectation forwarded
  gateway get gone gzip head identity if immutable implemented keep alive language large length lifetime mediatype method modified modify moved multipart must negotiate
  no none notmodified options origin partial patch payload permanently permissions post precondition preflight private proxy public put range ratelimit
  rate realm referer request requested retry revalidate revalidation safe s sec server set site snapshot stale store strict teapot temporary too trailer transfer transform
  transport unauthorised unauthorized unprocessable unsupported upgrade urlencoded user utf utf8 utf-8 vary via with www x xsrf xml plain octet stream application text
  smaxage maxage nostore nocache mustrevalidate proxyrevalidate noTransform staleif fetch dest ua device memory downlink ect dpr saveData`

const contract = `
  iadvize iadvizeinterface iadvizecallbacks iadvise activate activation activated logout login navigate recordtransaction help sid platform halc lc vuid deviceid jwtidentity
  authenticationoption authentication authenticated authenticate secured securedauthentication anonymous anonymousauthentication authenticationsuccess
  authenticationfailure secured_authentication anonymous_authentication option status reason success failure token tokens jwt jwe jws jwk jwks jose
  claims claim userid uid visitor visitorid visitordata firstname lastname address city zipcode country phonenumber email
  idzcustomdata idz customdata extid external externalid consent visitorcookiesconsent gdpr gdprconsent cookiesconsent explicit
  useexplicitcookiesconsent conversation conversationid chat chatbox livechat messaging message messenger padlock authenticated nested signed encrypted sign encrypt decrypt
  issuer audience subject expiry expiration expires iss aud sub exp nbf iat jti typ cty alg enc kid zip crit epk apu apv x5c x5t x5u jku
  rsa oaep rsaoaep rsaoaep256 rs256 rs384 rs512 ps256 es256 eddsa hs256 a256gcm a128gcm a192gcm a256cbc a128cbc hs512 gcm cbc oct pem spki pkcs8 der pkcs
  ciphertext plaintext iv cek payload protected unprotected key keys desk tag boxed internals command args getactivateauthtoken setactivateauthtoken
  fetch fetched server error website cor correct valid provided must be ongoing twice please first failed credentials from visitor
  halc graphql exchange mock extidkey value lowercase uppercase
  datalayer gtm gtag ga analytics tagmanager googletagmanager tealium utag adobe launch matomo segment piwik commandersact tc tcvars onetrust didomi cookiebot usercentrics axeptio trustcommander`

/** What sites call their pages, scripts and endpoints; English, French, German, Spanish, Italian, Dutch, Portuguese. */
const pages = `
  about account accounts address addresses admin agb ajax anmelden anmeldung api app apps area article articles artikel asset assets auth authorize backend
  banking basket bestellung bestellungen bff billing blog board bonjour booking bookings boutique brand bundle bundles callback card cards cart catalog catalogue category categories
  cdn center centre change checkout chunk chunks cliente client clients cms collection collections comanda commande commandes common compte comptes confirm
  confirmation connect connexion contact contacts contract contracts contrat contrats conta conto controller core corporate cuenta customer customers dash dashboard data
  datenschutz de debug deconnexion delivery demo details dev devis dist documents documentos download einstellungen en endpoint entry es espace event events external facture
  factures faq favicon faqs favorites favoris file files fonts fr frontend gateway graphql group guest health help hilfe history home homepage i18n icons id identity
  images img impressum inbox include includes index info ingelogd inicio init inloggen insurance international internal intranet invoice invoices item items
  js kasse kategorie konto kontakt korb kunde kunden kundenkonto language lang layout legal lib libs list listing locale locales log logged login logoff logon log-in log-out
  mail main manager me meine member members membership mentions mijn mobile modal module modules mon my myaccount
  network newsletter next notifications oauth oauth2 oidc oder onboarding openid order orders overview ownership page panier pages partner partners passwort password
  payment payments pedido pedidos perfil personal plan plans platform play policies portal post posts preferences premium privacy private product products
  produit produits produkt produkte profil profile profiles profilo promo proxy public purchase rechnung rechnungen reclamation reclamations recover refresh refund register
  registration registrieren release reset resources rest result return returns review reviews root saml saml2 savings search secure security servlet
  session sessions sessao settings setup shared shop signin signout signup sign sitemap sms sofort sso staff stage staging start startseite static status
  storage store stores styles submit suche support system telecom test token tokens transactions transfer transfers ueber unsubscribe update upload uploads user users userinfo utilities utils
  v vendor vendors verify version view warenkorb watch web welcome webhook widget widgets wishlist wizard ws www xhr
  collect collector tags pixel pixels beacon hit hits track tracking tracker tracked logs metrics telemetry stats members live vip club loyalty rewards points gift gifts
  zahlung zentrale area-cliente clientearea miei mio mia mes ma mon votre notre ihr unser nuestro nostro contratos contratti
  jeton gettoken accesstoken idtoken refreshtoken authtoken chattoken usertoken secret nonce code state challenge verifier grant scope scopes
  php asp aspx jsp cgi htm html json xml txt csv pdf png jpg jpeg gif webp ico svg woff woff2 ttf css js mjs ts map wasm min polyfill polyfills runtime main vendor bundle loader
  abo aide annuler bestaetigung de-de fr-fr en-gb en-us produkte-und it nl pt be ch at lu uk us ca eu int
  first second third last user username user-name usr login loginname mail phone tel number amount price total currency quantity count limit offset cursor sort order by asc desc filter
  customerid clientid accountid memberid sessionid siteid csrftoken xcsrftoken authenticitytoken requesttoken`

/** What login forms say of a sign-in, and browsers of a field. */
const complaints = `
  again attempts captcha enter fill format include incorrect invalid locked match missing please requested robot sorry temporarily tries unknown verify wrong
  le la les et ou mot passe incorrect incorrects incorrecte incorrectes invalide erreur veuillez votre connexion identifiant identifiants inconnu verrouille essayez nouveau saisir adresse
  und oder ist das der die den ihr ihre falsch falsche ungueltig ungültig fehler benutzername kennwort passwort bitte gesperrt unbekannt versuchen erneut geben sie adresse
  el los y o contraseña contrasena usuario incorrecto incorrecta incorrectos invalido inválido correo intente nuevo error
  nome utente errata errato credenziali non valide riprova onjuist wachtwoord gebruikersnaam opnieuw
  email e identifiants réessayez verrouillé`

/** By which Padlock says what it has varied in a question to the token provider. */
const variations = `cut forged query sends unsigned wherever csrf xsrf wp wpnonce`

const words = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean)

/** In lower case. */
export const codeWords: ReadonlySet<string> = new Set(
  [errors, browsers, http, contract, pages, complaints, variations].flatMap(words),
)
