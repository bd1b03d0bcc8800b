"""A site in another language, by others: Django's own admin, with authenticated messaging (Debian: python3-django, python3-jwcrypto).

    npm run --silent padlock -- keys --out docs/examples/django/padlock-keys
    ADA=… BOB=… python3 docs/examples/django/site.py        # passwords of the two test accounts
    ADA=… BOB=… npm run certify -- --config docs/examples/django/padlock.config.json
"""
import os
import sys
import tempfile
import time
from pathlib import Path

import django
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path
from jwcrypto import jwk, jwt

here = Path(__file__).resolve().parent
settings.configure(
    SECRET_KEY=os.urandom(32).hex(),
    DEBUG=True,
    ROOT_URLCONF=__name__,
    STATIC_URL='/static/',
    DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': tempfile.mkdtemp() + '/site.sqlite3'}},
    INSTALLED_APPS=['django.contrib.' + app for app in ('admin', 'auth', 'contenttypes', 'sessions', 'messages', 'staticfiles')],
    MIDDLEWARE=[
        'django.contrib.sessions.middleware.SessionMiddleware',
        'django.middleware.csrf.CsrfViewMiddleware',
        'django.contrib.auth.middleware.AuthenticationMiddleware',
        'django.contrib.messages.middleware.MessageMiddleware',
    ],
    TEMPLATES=[{
        'BACKEND': 'django.template.backends.django.DjangoTemplates',
        'DIRS': [here / 'templates'],
        'APP_DIRS': True,
        'OPTIONS': {'context_processors': [
            'django.template.context_processors.request',
            'django.contrib.auth.context_processors.auth',
            'django.contrib.messages.context_processors.messages',
        ]},
    }],
)
django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402


def key(name):
    return jwk.JWK.from_pem((here / 'padlock-keys' / name).read_bytes())


def token(request):
    """The token provider: a JWS, RS256, inside a JWE, RSA-OAEP-256 and A256GCM, for whoever is signed in, for one minute."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    claims = {
        'https://iadvize.com/userId': f'account-{request.user.pk}',
        'iss': 'https://livechat.iadvize.com',
        'exp': int(time.time()) + 60,
    }
    signed = jwt.JWT(header={'alg': 'RS256'}, claims=claims)
    signed.make_signed_token(key('brand-private.pem'))
    encrypted = jwt.JWT(header={'alg': 'RSA-OAEP-256', 'enc': 'A256GCM'}, claims=signed.serialize())
    encrypted.make_encrypted_token(key('iadvize-test-public.pem'))
    return JsonResponse({'token': encrypted.serialize()}, headers={'Cache-Control': 'no-store'})


urlpatterns = [path('admin/', admin.site.urls), path('iadvize-token', token)]

if __name__ == '__main__':
    call_command('migrate', verbosity=0)
    for name in ('ada', 'bob'):
        User.objects.create_superuser(name, password=os.environ[name.upper()])
    call_command('runserver', sys.argv[1] if len(sys.argv) > 1 else '8000', use_reloader=False)
