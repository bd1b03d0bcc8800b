/** What controls and fields of a login are called, in English, French, German, Spanish, Italian and Dutch. */

/** A control that signs out. */
export const signOutWords =
  /\b(sign|log)[\s-]?(me[\s-])?(out|off)\b|d[ée]connexion|d[ée]connecter|abmelden|ausloggen|abmeldung|cerrar (la )?sesi[óo]n|desconectar|\bsalir\b|\besci\b|disconnetti|\blogout\b|uitloggen|afmelden/i

/** Where a link or a form that says nothing leads to when it signs out. */
export const signOutPath =
  /(?:log|sign)[-_]?(?:out|off)\b|d[ée]connexion|abmelden|cerrar-?sesion|disconnetti|uitloggen|afmelden/i

/** A button that goes through with what was asked for: «Do you really want to sign out?» */
export const agreeWords =
  /^\W*(?:yes|ok(?:ay)?|confirm|continue|proceed|sure|oui|confirmer|continuer|valider|ja|best[äa]tigen|fortfahren|weiter|s[íi]|confirmar|continuar|aceptar|conferma|continua|procedi|bevestig(?:en)?|doorgaan)(?![\p{L}])/iu

/** One that takes it back. */
export const declineWords =
  /\bno\b|\bnot\b|cancel|stay|keep me|\bback\b|non\b|annuler|rester|retour|nein|abbrechen|bleiben|zur[üu]ck|cancelar|volver|quedar|annulla|rimani|indietro|\bnee\b|annuleren|blijf|terug/i

/** A control that leads to a login form. */
export const signInWords =
  /\b(sign|log)[\s-]?(in|on)\b|\blogin\b|connexion|connecter|identifier|identifiez|anmelden|anmeldung|einloggen|iniciar sesi[óo]n|inicia sesi[óo]n|ingresar|acceder|identificarse|accedi|\baccesso\b|inloggen|aanmelden/i

/** A control that says nothing else: a page of an account may well speak of «sign-in and security». */
export const signInOnlyWords =
  /^\W*(?:(?:sign|log)[\s-]?(?:in|on)|login|(?:se )?connexion|(?:se )?connecter|connectez-vous|s['’]identifier|identifiez-vous|(?:jetzt |hier )?(?:anmelden|einloggen)|anmeldung|iniciar sesi[óo]n|inicia sesi[óo]n|ingresar|acceder|identificarse|accedi|accesso|inloggen|aanmelden)(?: now| here| to your account| \/.*| or .*| oder .*| ou .*)?\W*$/i

/** A control that often does, where none says so: to whoever is not signed in. */
export const accountWords =
  /\b(my|your) account\b|\baccount\b|mon compte|espace (client|personnel)|mein konto|kundenkonto|mi cuenta|il mio account|area (clienti|personale)|mijn (account|omgeving)/i

/** A button that sends a login form, or goes on to the password. */
export const submitWords = new RegExp(
  `${signInWords.source}|continu|next|submit|\\bgo\\b|\\bok\\b|suivant|valider|envoyer|weiter|absenden|best[äa]tigen|fortfahren|siguiente|enviar|entrar|avanti|prosegui|invia|entra\\b|volgende|doorgaan|verder|verzenden`,
  'i',
)

/** Buttons that stand in a login form and do something else. */
export const otherWords =
  /google|facebook|apple|microsoft|github|linkedin|twitter|saml|\bsso\b|passkey|forgot|reset|lost|oubli|perdu|vergessen|olvid|dimenticat|vergeten|regist|sign[\s-]?up|create|cr[ée]er|inscri|erstellen|crear|crea\b|aanmaken|show|hide|afficher|masquer|anzeigen|mostrar|mostra|toon|cancel|annuler|abbrechen|cancelar|annulla|annuleren|search|recherch|such|busca|cerca|zoek/i

/** A form that asks for an address for another reason. */
export const newsletterWords =
  /newsletter|subscribe|abonn|inscrivez|recevoir|suscr|iscriviti|nieuwsbrief|search|recherch/i

/** A name or an id of a field in which a user name is typed. */
export const userNameHints =
  /user|login|e-?mail|ident|account|kennung|benutzer|kunden|utilisateur|client|usuario|correo|utente|gebruiker/i

/** A code that only a person has. */
export const secondFactorHints = /one-time-code|\botp\b|totp|mfa|2fa|verification[-_]?code|auth[-_]?code|sms[-_]?code/i
