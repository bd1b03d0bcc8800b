import { expect, test } from '@playwright/test'
import { isAgreement } from './cookie-banner.ts'

const agreeing = {
  en: ['Accept all', 'ACCEPT ALL COOKIES', 'Accept', 'I accept', 'Allow all', 'Accept & close', 'I agree'],
  fr: ['Tout accepter', 'Accepter', 'Accepter et fermer', "J'accepte", 'J’accepte', 'Accepter tous les cookies'],
  de: ['Alle akzeptieren', 'Alle Cookies akzeptieren', 'Akzeptieren und weiter', 'Zustimmen', 'Alles akzeptieren'],
  es: ['Aceptar', 'Aceptar todo', 'Aceptar todas las cookies', 'Aceptar y cerrar'],
  it: ['Accetta', 'Accetta tutti', 'Accetta tutti i cookie', 'Accetto', 'Accetta e continua'],
  nl: ['Accepteren', 'Alles accepteren', 'Alle cookies accepteren', 'Alle cookies toestaan', 'Ik ga akkoord'],
}
const others = {
  en: ['Accept all invitations', 'Reject all', 'Accept only what is necessary', 'Continue without accepting', ''],
  fr: ['Tout refuser', 'Continuer sans accepter', 'Paramétrer', 'Accepter la commande'],
  de: ['Alle ablehnen', 'Nur notwendige akzeptieren', 'Einstellungen'],
  es: ['Rechazar todo', 'Configurar'],
  it: ['Rifiuta tutti', 'Continua senza accettare'],
  nl: ['Alles weigeren', 'Instellingen'],
}

test('buttons that agree to all cookies are known in six languages, and others are left alone', () => {
  for (const words of Object.values(agreeing).flat()) expect.soft(isAgreement(words), words).toBe(true)
  for (const words of Object.values(others).flat()) expect.soft(isAgreement(words), words).toBe(false)
})
