"""A first padlock in Python (Debian: python3-jwcrypto; elsewhere: pip install jwcrypto). The chapter: docs/first-padlock.md.

    python3 docs/examples/first-padlock/site.py       # in the folder that holds padlock-keys/
"""

import json
import os
import secrets
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jwcrypto import jwk, jwt

PORT = int(os.environ.get('PORT', '8000'))
TAG = os.environ.get('IADVIZE_TAG', 'http://127.0.0.1:4280/iadvize.js')  # in production //halc.iadvize.com/iadvize.js
KEYS = Path(os.environ.get('PADLOCK_KEYS', 'padlock-keys'))
PAGE = Path(__file__).with_name('page.html').read_text(encoding='utf-8')

signing_key = jwk.JWK.from_pem((KEYS / 'brand-private.pem').read_bytes())
encryption_key = jwk.JWK.from_pem((KEYS / 'iadvize-test-public.pem').read_bytes())
sessions = {}  # session id -> (userId, name)


def token_for(user_id, name):
    """A JWS, RS256, inside a JWE, RSA-OAEP-256 and A256GCM, good for one minute."""
    claims = {
        'https://iadvize.com/userId': user_id,
        'https://iadvize.com/visitorData': {'firstName': name},
        'iss': 'https://livechat.iadvize.com',
        'exp': int(time.time()) + 60,
    }
    signed = jwt.JWT(header={'alg': 'RS256'}, claims=claims)
    signed.make_signed_token(signing_key)
    encrypted = jwt.JWT(header={'alg': 'RSA-OAEP-256', 'enc': 'A256GCM'}, claims=signed.serialize())
    encrypted.make_encrypted_token(encryption_key)
    return encrypted.serialize()


class Site(BaseHTTPRequestHandler):
    def session(self):
        cookie = SimpleCookie(self.headers.get('Cookie', '')).get('session')
        return cookie.value if cookie else None

    def answer(self, status, body='', kind='text/html; charset=utf-8', **headers):
        content = body.encode()
        self.send_response(status)
        for name, value in {'Content-Type': kind, 'Content-Length': len(content), 'Cache-Control': 'no-store', **headers}.items():
            self.send_header(name.replace('_', '-'), str(value))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        # Who is signed in is known by the session alone, and never by what the browser claims.
        user = sessions.get(self.session())
        if self.path == '/':
            self.answer(200, PAGE.replace('{{tag}}', TAG).replace('{{user}}', user[1] if user else ''))
        elif self.path == '/iadvize-token' and user:
            self.answer(200, json.dumps({'token': token_for(*user)}), 'application/json')
        elif self.path == '/iadvize-token':
            self.answer(401, json.dumps({'error': 'nobody is signed in'}), 'application/json')
        else:
            self.answer(404, 'There is no such page.')

    def do_POST(self):
        if self.path == '/sign-in':
            session = secrets.token_urlsafe(32)
            sessions[session] = ('account-7f3a', 'Ada')  # here a real site asks for a password
            cookie = f'session={session}; Path=/; HttpOnly; SameSite=Lax'
        else:
            sessions.pop(self.session(), None)
            cookie = 'session=; Path=/; Max-Age=0'
        self.answer(303, Location='/', Set_Cookie=cookie)


if __name__ == '__main__':
    print(f'http://localhost:{PORT}', flush=True)
    ThreadingHTTPServer(('127.0.0.1', PORT), Site).serve_forever()
